<?php
/**
 * Mail that is kept on this server.
 *
 * @package Facteur
 */

namespace Facteur;

defined( 'ABSPATH' ) || exit;

$facteur_kept = Spools::listed();
?>
<h2><?php esc_html_e( 'Mail kept on this server', 'facteur' ); ?></h2>
<?php if ( ! $facteur_kept ) : ?>
	<p><?php esc_html_e( 'None: all mail of this site is with the gateway.', 'facteur' ); ?></p>
	<?php return; ?>
<?php endif; ?>
<p><?php esc_html_e( 'It is handed over by itself, once, as soon as the gateway answers. What the gateway refused for good is set aside until you decide.', 'facteur' ); ?></p>
<?php Page::form( 'drain' ); ?>
	<?php submit_button( __( 'Try now', 'facteur' ), 'primary', 'submit', false ); ?>
</form>
<table class="widefat striped" style="margin-top:1em">
	<thead>
		<tr>
			<th><?php esc_html_e( 'When', 'facteur' ); ?></th>
			<th><?php esc_html_e( 'To', 'facteur' ); ?></th>
			<th><?php esc_html_e( 'Subject', 'facteur' ); ?></th>
			<th><?php esc_html_e( 'State', 'facteur' ); ?></th>
			<th></th>
		</tr>
	</thead>
	<?php foreach ( $facteur_kept as $facteur_name => $facteur_entry ) : ?>
		<tr>
			<td><?php echo esc_html( Page::when( $facteur_entry->envelope['made'] ?? 0 ) ); ?></td>
			<td><?php echo esc_html( implode( ', ', (array) ( $facteur_entry->envelope['to'] ?? array() ) ) ); ?></td>
			<td><?php echo esc_html( null === $facteur_entry->envelope ? __( 'cannot be read any more: the salts in wp-config.php have changed', 'facteur' ) : (string) ( $facteur_entry->envelope['subject'] ?? '' ) ); ?></td>
			<td><?php echo esc_html( '' === $facteur_entry->refused ? __( 'waiting', 'facteur' ) : $facteur_entry->refused ); ?></td>
			<td>
				<?php if ( '' !== $facteur_entry->refused ) : ?>
					<?php Page::form( 'retry', array( 'id' => (string) $facteur_name ) ); ?>
						<button class="button-link"><?php esc_html_e( 'Try again', 'facteur' ); ?></button>
					</form> |
				<?php endif; ?>
				<?php Page::form( 'delete', array( 'id' => (string) $facteur_name ) ); ?>
					<button class="button-link delete"><?php esc_html_e( 'Delete', 'facteur' ); ?></button>
				</form>
			</td>
		</tr>
	<?php endforeach; ?>
</table>
