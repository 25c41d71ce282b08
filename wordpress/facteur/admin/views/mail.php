<?php
/**
 * One mail and its fate. Given: $settings.
 *
 * @package Facteur
 */

namespace Facteur;

defined( 'ABSPATH' ) || exit;

$facteur_id     = sanitize_key( Page::asked( 'id' ) );
$facteur_answer = $settings->gateway()->get( '/v1/mails/' . rawurlencode( $facteur_id ), array( 'lang' => substr( get_user_locale(), 0, 2 ) ) );
if ( ! $facteur_answer->fine() ) {
	echo '<p>' . esc_html( $facteur_answer->problem() ) . '</p>';
	return;
}
$facteur_mail = (array) ( $facteur_answer->body['mail'] ?? array() );
?>
<h2><?php echo esc_html( (string) ( $facteur_mail['subject'] ?? '' ) ); ?></h2>
<p>
	<?php
	/* translators: 1: an address, 2: a time */
	echo esc_html( sprintf( __( 'From %1$s, taken by the gateway on %2$s', 'facteur' ), (string) ( $facteur_mail['from'] ?? '' ), Page::when( $facteur_mail['accepted_at'] ?? '' ) ) );
	?>
</p>
<table class="widefat striped" style="max-width:60em">
	<thead><tr><th><?php esc_html_e( 'To', 'facteur' ); ?></th><th><?php esc_html_e( 'What became of it', 'facteur' ); ?></th><th><?php esc_html_e( 'The other server\'s last words', 'facteur' ); ?></th></tr></thead>
	<?php foreach ( (array) ( $facteur_answer->body['recipients'] ?? array() ) as $facteur_recipient ) : ?>
		<tr>
			<td><?php echo esc_html( (string) ( $facteur_recipient['address'] ?? '' ) ); ?></td>
			<td><?php Page::show_state( (string) ( $facteur_recipient['fate'] ?? $facteur_recipient['state'] ?? '' ) ); ?></td>
			<td><?php echo esc_html( (string) ( $facteur_recipient['last_reply'] ?? '' ) ); ?></td>
		</tr>
	<?php endforeach; ?>
</table>
<?php if ( ! empty( $facteur_answer->body['obstacle']['why'] ) ) : ?>
	<div class="facteur-finding facteur-warning"><p><?php echo esc_html( (string) $facteur_answer->body['obstacle']['why'] ); ?></p></div>
<?php endif; ?>
<div style="margin:1em 0">
	<a class="button" href=""><?php esc_html_e( 'Look again', 'facteur' ); ?></a>
	<?php Page::form( 'resend', array( 'id' => $facteur_id ) ); ?>
		<?php submit_button( __( 'Send once more', 'facteur' ), 'secondary', 'submit', false ); ?>
	</form>
</div>
<h3><?php esc_html_e( 'What happened', 'facteur' ); ?></h3>
<ul>
	<?php foreach ( (array) ( $facteur_answer->body['events'] ?? array() ) as $facteur_event ) : ?>
		<li>
			<?php
			$facteur_words = array( Page::when( $facteur_event['at'] ?? '' ), Page::state( (string) ( $facteur_event['kind'] ?? '' ) ), (string) ( $facteur_event['detail']['trace']['sentence'] ?? '' ) );
			echo esc_html( implode( ' – ', array_filter( $facteur_words ) ) );
			?>
		</li>
	<?php endforeach; ?>
</ul>
<h3><?php esc_html_e( 'What it looks like', 'facteur' ); ?></h3>
<iframe class="facteur-frame" sandbox="" referrerpolicy="no-referrer" title="<?php esc_attr_e( 'What it looks like', 'facteur' ); ?>" src="<?php echo esc_url( Preview::url( $facteur_id ) ); ?>"></iframe>
