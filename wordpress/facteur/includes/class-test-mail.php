<?php
/**
 * A test mail.
 *
 * @package Facteur
 */

namespace Facteur;

defined( 'ABSPATH' ) || exit;

/**
 * A mail that goes all the way a mail of this site goes: through WordPress, its plugins, and this one.
 */
final class Test_Mail {
	/**
	 * Sends it. What it came to, the handover knows.
	 *
	 * @param string $address Who gets it.
	 */
	public static function send( string $address ): bool {
		$tag = static function () {
			return new Marks( array( 'test' ), true, false );
		};
		add_filter( 'facteur_marks', $tag );
		$done = wp_mail(
			$address,
			/* translators: %s: the site's title */
			sprintf( __( 'Test mail of %s', 'facteur' ), wp_specialchars_decode( (string) get_bloginfo( 'name' ), ENT_QUOTES ) ),
			/* translators: %s: the site's address */
			sprintf( __( "This mail was sent by the website %s to see whether its mail arrives.\n\nIf you can read it, it does.\n", 'facteur' ), home_url() )
		);
		remove_filter( 'facteur_marks', $tag );
		return $done;
	}
}
