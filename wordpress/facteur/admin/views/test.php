<?php
/**
 * Test mails. Given: $settings.
 *
 * @package Facteur
 */

namespace Facteur;

defined( 'ABSPATH' ) || exit;

$facteur_test = Page::asked( 'test' );
$facteur_to   = wp_get_current_user()->user_email;
?>
<?php if ( '' !== $facteur_test ) : ?>
	<?php
	$facteur_answer   = $settings->gateway()->get( '/v1/tests/' . rawurlencode( $facteur_test ) );
	$facteur_findings = $settings->gateway()->get( '/v1/tests/' . rawurlencode( $facteur_test ) . '/findings', array( 'lang' => substr( get_user_locale(), 0, 2 ) ), Page::PATIENCE );
	?>
	<h2><?php esc_html_e( 'What became of the test', 'facteur' ); ?></h2>
	<?php if ( ! $facteur_answer->fine() ) : ?>
		<p><?php echo esc_html( $facteur_answer->problem() ); ?></p>
	<?php else : ?>
		<?php foreach ( (array) ( $facteur_answer->body['mails'] ?? array() ) as $facteur_mail ) : ?>
			<p>
				<?php echo esc_html( (string) ( $facteur_mail['to'] ?? '' ) ); ?>:
				<strong><?php echo esc_html( Page::state( (string) ( $facteur_mail['verdict'] ?? '' ) ) ); ?></strong>
			</p>
		<?php endforeach; ?>
		<?php if ( empty( $facteur_answer->body['done'] ) ) : ?>
			<p><?php esc_html_e( 'It is still on its way.', 'facteur' ); ?> <a href=""><?php esc_html_e( 'Look again', 'facteur' ); ?></a></p>
		<?php endif; ?>
	<?php endif; ?>
	<?php
	if ( $facteur_findings->fine() ) {
		Page::findings( $facteur_findings->body['findings'] ?? array() );
	}
	?>
<?php endif; ?>
<h2><?php esc_html_e( 'Send a test mail', 'facteur' ); ?></h2>
<p><?php esc_html_e( 'It takes the way all mail of this site takes: WordPress, its plugins, Facteur, the recipient\'s server.', 'facteur' ); ?></p>
<?php Page::form( 'test' ); ?>
	<input class="regular-text" type="email" name="to" required value="<?php echo esc_attr( $facteur_to ); ?>" aria-label="<?php esc_attr_e( 'Recipient', 'facteur' ); ?>">
	<?php submit_button( __( 'Send', 'facteur' ), 'primary', 'submit', false ); ?>
</form>
<h2><?php esc_html_e( 'Let the gateway examine itself', 'facteur' ); ?></h2>
<p><?php esc_html_e( 'It sends a test mail of its own, follows it to its end, and says what stands in the way.', 'facteur' ); ?></p>
<?php Page::form( 'examine' ); ?>
	<input class="regular-text" type="email" name="to" required value="<?php echo esc_attr( $facteur_to ); ?>" aria-label="<?php esc_attr_e( 'Recipient', 'facteur' ); ?>">
	<?php submit_button( __( 'Examine', 'facteur' ), 'secondary', 'submit', false ); ?>
</form>
