<?php
/**
 * One finding of the doctor. Given: $finding.
 *
 * @package Facteur
 */

namespace Facteur;

defined( 'ABSPATH' ) || exit;

$facteur_severity = sanitize_html_class( (string) ( $finding['severity'] ?? 'notice' ) );
?>
<div class="facteur-finding facteur-<?php echo esc_attr( $facteur_severity ); ?>">
	<h3><?php echo esc_html( (string) ( $finding['title'] ?? $finding['seen'] ?? '' ) ); ?></h3>
	<?php if ( isset( $finding['title'], $finding['seen'] ) ) : ?>
		<p><?php echo esc_html( (string) $finding['seen'] ); ?></p>
	<?php endif; ?>
	<p><?php echo esc_html( (string) ( $finding['why'] ?? '' ) ); ?></p>
	<?php if ( ! empty( $finding['steps'] ) ) : ?>
		<ol>
			<?php foreach ( (array) $finding['steps'] as $facteur_step ) : ?>
				<li><?php echo esc_html( (string) $facteur_step ); ?></li>
			<?php endforeach; ?>
		</ol>
	<?php endif; ?>
	<?php if ( ! empty( $finding['records'] ) ) : ?>
		<table class="widefat striped">
			<thead><tr><th><?php esc_html_e( 'Name', 'facteur' ); ?></th><th><?php esc_html_e( 'Type', 'facteur' ); ?></th><th><?php esc_html_e( 'Value', 'facteur' ); ?></th></tr></thead>
			<?php foreach ( (array) $finding['records'] as $facteur_record ) : ?>
				<tr>
					<td><code><?php echo esc_html( (string) ( $facteur_record['name'] ?? '' ) ); ?></code></td>
					<td><?php echo esc_html( (string) ( $facteur_record['type'] ?? '' ) ); ?></td>
					<td><code><?php echo esc_html( (string) ( $facteur_record['value'] ?? '' ) ); ?></code></td>
				</tr>
			<?php endforeach; ?>
		</table>
	<?php endif; ?>
</div>
