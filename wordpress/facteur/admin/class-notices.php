<?php
/**
 * Notices in wp-admin.
 *
 * @package Facteur
 */

namespace Facteur;

defined( 'ABSPATH' ) || exit;

/**
 * Says on every page of wp-admin what somebody has to do about the site's mail, to those who can.
 */
final class Notices {
	/**
	 * Actions `admin_notices` and `network_admin_notices`.
	 */
	public static function show(): void {
		if ( ! Admin::may() ) {
			return;
		}
		self::show_said();
		if ( ! Settings::load()->connected() ) {
			self::show_unconnected();
			return;
		}
		$kept = Spools::listed( 100 );
		if ( $kept ) {
			/* translators: %d: a number of mails */
			$text = sprintf( _n( '%d mail of this site has not reached the mail gateway and is kept on this server.', '%d mails of this site have not reached the mail gateway and are kept on this server.', count( $kept ), 'facteur' ), count( $kept ) );
			self::box( 'error', $text, Links::page( 'waiting' ), __( 'See which, and why', 'facteur' ) );
		}
		foreach ( Conflicts::sentences() as $sentence ) {
			self::box( 'warning', $sentence, Links::page( 'takeover' ), __( 'Take over its settings', 'facteur' ) );
		}
	}

	/**
	 * On the list of plugins only: whoever has just switched the plugin on.
	 */
	private static function show_unconnected(): void {
		$screen = get_current_screen();
		if ( $screen && in_array( $screen->id, array( 'plugins', 'plugins-network', 'dashboard' ), true ) ) {
			self::box( 'info', __( 'Facteur is active, but this site is not connected to a mail gateway yet.', 'facteur' ), Links::page(), __( 'Connect it', 'facteur' ) );
		}
	}

	/**
	 * What the last thing that was done came to.
	 */
	private static function show_said(): void {
		$said = get_transient( self::transient() );
		if ( is_array( $said ) && 2 === count( $said ) ) {
			delete_transient( self::transient() );
			self::box( $said[0], $said[1] );
		}
	}

	/**
	 * Says something on the next page that this person sees.
	 *
	 * @param string $kind success, warning or error.
	 * @param string $text What.
	 */
	public static function say( string $kind, string $text ): void {
		set_transient( self::transient(), array( $kind, $text ), 5 * MINUTE_IN_SECONDS );
	}

	/**
	 * Where it is kept until then.
	 */
	private static function transient(): string {
		return 'facteur_said_' . get_current_user_id();
	}

	/**
	 * One notice.
	 *
	 * @param string $kind info, success, warning or error.
	 * @param string $text What it says.
	 * @param string $url  Where to go.
	 * @param string $link What to do there.
	 */
	private static function box( string $kind, string $text, string $url = '', string $link = '' ): void {
		printf(
			'<div class="notice notice-%s"><p>%s%s</p></div>',
			esc_attr( $kind ),
			esc_html( $text ),
			'' === $url ? '' : sprintf( ' <a href="%s">%s</a>', esc_url( $url ), esc_html( $link ) )
		);
	}
}
