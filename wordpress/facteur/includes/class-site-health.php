<?php
/**
 * Site Health.
 *
 * @package Facteur
 */

namespace Facteur;

defined( 'ABSPATH' ) || exit;

/**
 * What "Tools, Site Health" says about the site's mail.
 */
final class Site_Health {
	/**
	 * Filter `site_status_tests`.
	 *
	 * @param mixed $tests WordPress's tests.
	 * @return mixed
	 */
	public static function tests( $tests ) {
		if ( ! is_array( $tests ) ) {
			return $tests;
		}
		$tests['direct']['facteur_connection'] = array(
			'label' => __( 'Mail gateway', 'facteur' ),
			'test'  => array( self::class, 'connection' ),
		);
		$tests['direct']['facteur_spool']      = array(
			'label' => __( 'Waiting mail', 'facteur' ),
			'test'  => array( self::class, 'spool' ),
		);
		$tests['direct']['facteur_conflicts']  = array(
			'label' => __( 'Other mail plugins', 'facteur' ),
			'test'  => array( self::class, 'conflicts' ),
		);
		return $tests;
	}

	/**
	 * Whether the gateway answers and knows this site.
	 *
	 * @return array<string, mixed>
	 */
	public static function connection(): array {
		if ( ! Settings::load()->connected() ) {
			return self::result( 'facteur_connection', 'recommended', __( 'This site is not connected to a mail gateway', 'facteur' ), __( 'Mail leaves by PHP, from a web server that receivers have no reason to trust. Paste the connection link of your gateway.', 'facteur' ) );
		}
		$answer     = Connection::refresh();
		$unverified = implode( ', ', Settings::load()->unverified() );
		if ( $answer->fine() && '' !== $unverified ) {
			/* translators: %s: domains */
			return self::result( 'facteur_connection', 'critical', sprintf( __( 'The mail gateway does not know yet that %s is yours', 'facteur' ), $unverified ), __( 'Until it does, it may refuse mail from there; such mail waits on this server. What to do stands under Health on Facteur\'s page.', 'facteur' ) );
		}
		if ( $answer->fine() ) {
			return self::result( 'facteur_connection', 'good', __( 'The mail gateway answers', 'facteur' ), __( 'Mail of this site is handed to it, and kept here when it does not answer.', 'facteur' ) );
		}
		return self::result( 'facteur_connection', 'critical', __( 'The mail gateway does not take mail of this site', 'facteur' ), $answer->problem() . ' ' . __( 'Mail waits on this server until it does.', 'facteur' ) );
	}

	/**
	 * Whether mail waits.
	 *
	 * @return array<string, mixed>
	 */
	public static function spool(): array {
		if ( ! Spools::has_waiting() ) {
			return self::result( 'facteur_spool', 'good', __( 'No mail waits on this server', 'facteur' ), __( 'All mail of this site is with the gateway.', 'facteur' ) );
		}
		return self::result( 'facteur_spool', 'critical', __( 'Mail waits on this server', 'facteur' ), __( 'The gateway did not answer. The mail is handed over, once, as soon as it does.', 'facteur' ) );
	}

	/**
	 * Whether another plugin takes the mail.
	 *
	 * @return array<string, mixed>
	 */
	public static function conflicts(): array {
		$sentences = Conflicts::sentences();
		if ( ! $sentences ) {
			return self::result( 'facteur_conflicts', 'good', __( 'No other plugin sends this site\'s mail', 'facteur' ), '' );
		}
		$status = '' === Conflicts::taken_over_by() ? 'recommended' : 'critical';
		return self::result( 'facteur_conflicts', $status, __( 'Another plugin wants to send this site\'s mail', 'facteur' ), implode( ' ', $sentences ) );
	}

	/**
	 * A result as Site Health shows it.
	 *
	 * @param string $test   Its name.
	 * @param string $status good, recommended or critical.
	 * @param string $label  The heading.
	 * @param string $text   What it means.
	 * @return array<string, mixed>
	 */
	private static function result( string $test, string $status, string $label, string $text ): array {
		return array(
			'test'        => $test,
			'status'      => $status,
			'label'       => $label,
			'badge'       => array(
				'label' => __( 'Mail', 'facteur' ),
				'color' => 'blue',
			),
			'description' => '' === $text ? '' : '<p>' . esc_html( $text ) . '</p>',
			'actions'     => sprintf( '<a href="%s">%s</a>', esc_url( Links::page() ), esc_html__( 'Facteur\'s page', 'facteur' ) ),
		);
	}
}
