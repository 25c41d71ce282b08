<?php
/**
 * Other mail plugins.
 *
 * @package Facteur
 */

namespace Facteur;

defined( 'ABSPATH' ) || exit;

$facteur_found     = Takeover::found();
$facteur_sentences = Conflicts::sentences();
?>
<h2><?php esc_html_e( 'Other mail plugins', 'facteur' ); ?></h2>
<?php if ( ! $facteur_found && ! $facteur_sentences ) : ?>
	<p><?php esc_html_e( 'There are none, and none has left settings behind.', 'facteur' ); ?></p>
<?php endif; ?>
<?php foreach ( $facteur_sentences as $facteur_sentence ) : ?>
	<div class="facteur-finding facteur-warning">
		<p><?php echo esc_html( $facteur_sentence ); ?></p>
		<p><a href="<?php echo esc_url( admin_url( 'plugins.php?plugin_status=active' ) ); ?>"><?php esc_html_e( 'Active plugins', 'facteur' ); ?></a></p>
	</div>
<?php endforeach; ?>
<?php foreach ( $facteur_found as $facteur_plugin => $facteur_one ) : ?>
	<div class="facteur-finding facteur-notice">
		<h3>
			<?php
			/* translators: %s: the name of a plugin */
			echo esc_html( sprintf( __( 'Settings of %s', 'facteur' ), $facteur_one->name ) );
			?>
		</h3>
		<ul class="ul-disc">
			<?php foreach ( Takeover::plan( $facteur_one ) as $facteur_step ) : ?>
				<li><?php echo esc_html( $facteur_step ); ?></li>
			<?php endforeach; ?>
		</ul>
		<?php Page::form( 'takeover', array( 'plugin' => (string) $facteur_plugin ) ); ?>
			<?php submit_button( __( 'Take over', 'facteur' ), 'secondary', 'submit', false ); ?>
		</form>
	</div>
<?php endforeach; ?>
