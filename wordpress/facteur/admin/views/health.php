<?php
/**
 * What the gateway's doctor says of this site. Given: $settings.
 *
 * @package Facteur
 */

namespace Facteur;

defined( 'ABSPATH' ) || exit;

$facteur_answer = $settings->gateway()->get( '/v1/site/health', array( 'lang' => substr( get_user_locale(), 0, 2 ) ), Page::PATIENCE );
?>
<h2><?php esc_html_e( 'What the gateway found', 'facteur' ); ?></h2>
<p><?php esc_html_e( 'It has looked at this site\'s sender domains and at the ways its mail takes.', 'facteur' ); ?></p>
<?php foreach ( Conflicts::sentences() as $facteur_sentence ) : ?>
	<div class="facteur-finding facteur-warning"><p><?php echo esc_html( $facteur_sentence ); ?></p></div>
<?php endforeach; ?>
<?php
if ( $facteur_answer->fine() ) {
	Page::findings( $facteur_answer->body['findings'] ?? array() );
} else {
	echo '<p>' . esc_html( $facteur_answer->problem() ) . '</p>';
}
