<?php
/**
 * Connection and senders. Given: $settings.
 *
 * @package Facteur
 */

namespace Facteur;

defined( 'ABSPATH' ) || exit;

$facteur_rules = new Sender_Rules( $settings );
?>
<?php if ( ! $settings->connected() ) : ?>
	<?php $facteur_found = Connection::find(); ?>
	<h2><?php is_network_admin() ? esc_html_e( 'Connect all sites of this network', 'facteur' ) : esc_html_e( 'Connect this site', 'facteur' ); ?></h2>
	<?php if ( '' !== $facteur_found ) : ?>
		<p>
			<?php
			/* translators: %s: an address such as http://127.0.0.1:8025 */
			echo esc_html( sprintf( __( 'A Facteur gateway runs on this machine, at %s.', 'facteur' ), $facteur_found ) );
			?>
		</p>
	<?php endif; ?>
	<p>
		<?php esc_html_e( 'Ask whoever runs your mail gateway for a connection link, or make one yourself on the gateway:', 'facteur' ); ?>
		<code>facteur site pair NAME</code>
	</p>
	<?php Page::form( 'connect' ); ?>
		<p>
			<label for="facteur-link"><?php esc_html_e( 'Connection link', 'facteur' ); ?></label><br>
			<input class="large-text code" type="text" style="max-width:50em" id="facteur-link" name="link" autocomplete="off" required placeholder="https://mail.example.com/connect#facteur_pair_…">
		</p>
		<?php submit_button( __( 'Connect', 'facteur' ) ); ?>
	</form>
<?php else : ?>
	<?php
	$facteur_answer = is_network_admin() ? $settings->gateway()->get( '/v1/site' ) : Connection::refresh();
	$settings       = is_network_admin() ? $settings : Settings::load();
	$facteur_rules  = new Sender_Rules( $settings );
	?>
	<h2><?php esc_html_e( 'Connection', 'facteur' ); ?></h2>
	<table class="form-table">
		<tr><th><?php esc_html_e( 'Gateway', 'facteur' ); ?></th><td><code><?php echo esc_html( $settings->url() ); ?></code></td></tr>
		<tr><th><?php esc_html_e( 'This site is called', 'facteur' ); ?></th><td><?php echo esc_html( '' === $settings->site() ? '–' : $settings->site() ); ?></td></tr>
		<tr>
			<th><?php esc_html_e( 'State', 'facteur' ); ?></th>
			<td>
				<?php if ( $facteur_answer->fine() && Connection::unverified_in( $facteur_answer->body ) ) : ?>
					<strong style="color:#d63638">✗</strong>
					<?php
					/* translators: %s: domains */
					echo esc_html( sprintf( __( 'The gateway does not know yet that %s is yours, so it may refuse mail from there. Such mail is kept on this server.', 'facteur' ), implode( ', ', Connection::unverified_in( $facteur_answer->body ) ) ) );
					?>
					<br><a href="<?php echo esc_url( Links::page( 'health' ) ); ?>"><?php esc_html_e( 'What to do', 'facteur' ); ?></a>
				<?php elseif ( $facteur_answer->fine() ) : ?>
					<strong style="color:#00a32a">✓</strong> <?php esc_html_e( 'The gateway answers and takes this site\'s mail.', 'facteur' ); ?>
				<?php else : ?>
					<strong style="color:#d63638">✗</strong> <?php echo esc_html( $facteur_answer->problem() ); ?>
					<br><?php esc_html_e( 'Mail is kept on this server meanwhile; nothing is lost.', 'facteur' ); ?>
				<?php endif; ?>
			</td>
		</tr>
		<tr>
			<th><?php esc_html_e( 'Sender domains', 'facteur' ); ?></th>
			<td>
				<?php echo esc_html( $settings->senders() ? implode( ', ', $settings->senders() ) : __( 'not known', 'facteur' ) ); ?>
				<?php if ( ! is_network_admin() ) : ?>
					– <a href="<?php echo esc_url( Links::page( 'health' ) ); ?>"><?php esc_html_e( 'set up DNS for them', 'facteur' ); ?></a>
				<?php endif; ?>
			</td>
		</tr>
	</table>
	<?php if ( $settings->fixed() ) : ?>
		<p><?php esc_html_e( 'The connection is set in wp-config.php and can be changed only there.', 'facteur' ); ?></p>
	<?php else : ?>
		<?php Page::form( 'disconnect' ); ?>
			<?php submit_button( __( 'Disconnect', 'facteur' ), 'secondary', 'submit', false ); ?>
		</form>
		<p class="description"><?php esc_html_e( 'Mail then leaves by PHP again. To connect again you need a new link.', 'facteur' ); ?></p>
	<?php endif; ?>

	<h2><?php esc_html_e( 'Who mail comes from', 'facteur' ); ?></h2>
	<?php Page::form( 'senders' ); ?>
		<table class="form-table">
			<tr>
				<th><label for="facteur-address"><?php esc_html_e( 'This site\'s address', 'facteur' ); ?></label></th>
				<td>
					<input class="regular-text" type="email" id="facteur-address" name="from_address" value="<?php echo esc_attr( $settings->from_address() ); ?>" placeholder="<?php echo esc_attr( $facteur_rules->own_address() ); ?>">
					<p class="description"><?php esc_html_e( 'Left empty, one is chosen.', 'facteur' ); ?></p>
				</td>
			</tr>
			<tr>
				<th><label for="facteur-name"><?php esc_html_e( 'Its name', 'facteur' ); ?></label></th>
				<td><input class="regular-text" type="text" id="facteur-name" name="from_name" value="<?php echo esc_attr( $settings->from_name() ); ?>" placeholder="<?php echo esc_attr( $facteur_rules->name( '' ) ); ?>"></td>
			</tr>
			<tr>
				<th><?php esc_html_e( 'When a plugin uses another address', 'facteur' ); ?></th>
				<td>
					<?php
					$facteur_modes = array(
						Settings::KEEP_FITTING => __( 'Keep it if it belongs to a sender domain; else put this site\'s address there and the other into Reply-To', 'facteur' ),
						Settings::FORCE        => __( 'Always put this site\'s address there, and the other into Reply-To', 'facteur' ),
						Settings::KEEP         => __( 'Always keep it; the gateway may refuse the mail', 'facteur' ),
					);
					foreach ( $facteur_modes as $facteur_mode => $facteur_label ) {
						printf(
							'<label><input type="radio" name="from_mode" value="%s"%s> %s</label><br>',
							esc_attr( $facteur_mode ),
							checked( $settings->from_mode(), $facteur_mode, false ),
							esc_html( $facteur_label )
						);
					}
					?>
				</td>
			</tr>
			<tr>
				<th><?php esc_html_e( 'Last resort', 'facteur' ); ?></th>
				<td><label><input type="checkbox" name="last_resort" value="1"<?php checked( $settings->last_resort() ); ?>> <?php esc_html_e( 'When the gateway does not answer and the mail cannot be kept on this server either, try PHP\'s mail()', 'facteur' ); ?></label></td>
			</tr>
		</table>
		<?php submit_button(); ?>
	</form>
<?php endif; ?>
