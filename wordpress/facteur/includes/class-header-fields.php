<?php
/**
 * Header fields that may stand in a mail once.
 *
 * @package Facteur
 */

namespace Facteur;

defined( 'ABSPATH' ) || exit;

/**
 * Plugins give fields that WordPress's mailer writes as well, such as a Message-ID of their own or, in WordPress before
 * 6.9, the type of a message in parts. A mail with two of them is none (RFC 5322 §3.6), and servers refuse it.
 */
final class Header_Fields {
	/**
	 * The author's comes after the mailer's, and is the one that is meant.
	 */
	const AUTHORS = array( 'message-id', 'date', 'sender', 'in-reply-to', 'references' );

	/**
	 * Only the mailer knows what it has written.
	 */
	const MAILERS_FIRST = array( 'from', 'to', 'cc', 'subject', 'reply-to' );
	const MAILERS_LAST  = array( 'mime-version', 'content-transfer-encoding' );

	/**
	 * Longest line that every server takes, without its end (RFC 5322 §2.1.1).
	 */
	const LINE_LENGTH = 998;

	/**
	 * Folds lists of addresses that are too long for one line (§2.2.3); other long fields are left alone, since a
	 * folded List-Unsubscribe is not seen.
	 *
	 * @param string $header The header.
	 * @param string $line   Its line end.
	 */
	public static function folded( string $header, string $line ): string {
		$fields = explode( $line, $header );
		foreach ( $fields as $number => $field ) {
			if ( strlen( $field ) > self::LINE_LENGTH && preg_match( '/^(To|Cc|Reply-To):/i', $field ) ) {
				// A break in the place of a space is a space again, wherever it stands.
				$fields[ $number ] = wordwrap( $field, self::LINE_LENGTH - 1, $line . ' ' );
			}
		}
		return implode( $line, $fields );
	}

	/**
	 * Leaves one of each.
	 *
	 * @param string $header  The header, as the mailer has written it.
	 * @param string $line    Its line end.
	 * @param bool   $in_one  Whether the mailer has written the body as it got it, so that its type is the author's.
	 */
	public static function single( string $header, string $line, bool $in_one ): string {
		$last  = array_merge( self::AUTHORS, self::MAILERS_LAST, $in_one ? array() : array( 'content-type' ) );
		$first = array_merge( self::MAILERS_FIRST, $in_one ? array( 'content-type' ) : array() );
		$kept  = array();
		foreach ( preg_split( '/' . preg_quote( $line, '/' ) . '(?![ \t])/', $header ) as $field ) {
			$name = strtolower( trim( (string) strstr( $field, ':', true ) ) );
			if ( in_array( $name, $last, true ) ) {
				unset( $kept[ $name ] );
				$kept[ $name ] = $field;
			} elseif ( ! in_array( $name, $first, true ) ) {
				$kept[] = $field;
			} elseif ( ! isset( $kept[ $name ] ) ) {
				$kept[ $name ] = $field;
			}
		}
		return implode( $line, $kept );
	}
}
