<?php
/**
 * The site's recent mails, as the gateway knows them. Given: $settings.
 *
 * @package Facteur
 */

namespace Facteur;

defined( 'ABSPATH' ) || exit;

$facteur_query  = array_filter(
	array(
		'recipient' => Page::asked( 'recipient' ),
		'cursor'    => Page::asked( 'cursor' ),
	)
);
$facteur_answer = $settings->gateway()->get( '/v1/mails', $facteur_query + array( 'limit' => '50' ) );
?>
<h2><?php esc_html_e( 'Recent mails', 'facteur' ); ?></h2>
<form method="get">
	<input type="hidden" name="page" value="<?php echo esc_attr( Links::PAGE ); ?>">
	<input type="hidden" name="tab" value="mails">
	<input class="regular-text" type="text" name="recipient" value="<?php echo esc_attr( Page::asked( 'recipient' ) ); ?>" placeholder="<?php esc_attr_e( 'Recipient\'s address, or @example.net', 'facteur' ); ?>">
	<?php submit_button( __( 'Search', 'facteur' ), 'secondary', '', false ); ?>
</form>
<?php if ( ! $facteur_answer->fine() ) : ?>
	<p><?php echo esc_html( $facteur_answer->problem() ); ?></p>
	<?php return; ?>
<?php endif; ?>
<table class="widefat striped" style="margin-top:1em">
	<thead>
		<tr>
			<th style="width:13em"><?php esc_html_e( 'When', 'facteur' ); ?></th>
			<th><?php esc_html_e( 'To', 'facteur' ); ?></th>
			<th><?php esc_html_e( 'Subject', 'facteur' ); ?></th>
			<th><?php esc_html_e( 'Tags', 'facteur' ); ?></th>
			<th><?php esc_html_e( 'What became of it', 'facteur' ); ?></th>
		</tr>
	</thead>
	<?php foreach ( (array) ( $facteur_answer->body['mails'] ?? array() ) as $facteur_mail ) : ?>
		<tr>
			<td><?php echo esc_html( Page::when( $facteur_mail['accepted_at'] ?? '' ) ); ?></td>
			<td>
				<?php
				echo esc_html( (string) ( $facteur_mail['recipient'] ?? '' ) );
				$facteur_more = (int) ( $facteur_mail['recipients'] ?? 1 ) - 1;
				if ( $facteur_more > 0 ) {
					/* translators: %d: a number of recipients */
					echo esc_html( ' ' . sprintf( _n( 'and %d more', 'and %d more', $facteur_more, 'facteur' ), $facteur_more ) );
				}
				?>
			</td>
			<td>
				<a href="<?php echo esc_url( Links::page( 'mail', array( 'id' => (string) ( $facteur_mail['id'] ?? '' ) ) ) ); ?>">
					<?php echo esc_html( '' === (string) ( $facteur_mail['subject'] ?? '' ) ? __( '(none)', 'facteur' ) : (string) $facteur_mail['subject'] ); ?>
				</a>
			</td>
			<td><?php echo esc_html( implode( ', ', (array) ( $facteur_mail['tags'] ?? array() ) ) ); ?></td>
			<td>
				<?php
				foreach ( array_keys( (array) ( $facteur_mail['fates'] ?? array() ) + (array) ( $facteur_mail['states'] ?? array() ) ) as $facteur_number => $facteur_state ) {
					echo 0 === $facteur_number ? '' : ', ';
					Page::show_state( (string) $facteur_state );
				}
				?>
			</td>
		</tr>
	<?php endforeach; ?>
	<?php if ( empty( $facteur_answer->body['mails'] ) ) : ?>
		<tr><td colspan="5"><?php esc_html_e( 'None yet.', 'facteur' ); ?></td></tr>
	<?php endif; ?>
</table>
<?php if ( ! empty( $facteur_answer->body['next'] ) ) : ?>
	<p><a href="<?php echo esc_url( Links::page( 'mails', array( 'cursor' => (string) $facteur_answer->body['next'] ) + $facteur_query ) ); ?>"><?php esc_html_e( 'Older ones', 'facteur' ); ?></a></p>
	<?php
endif;
