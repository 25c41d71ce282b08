<?php
/**
 * Keeps secrets in the database unreadable.
 *
 * @package Facteur
 */

namespace Facteur;

defined( 'ABSPATH' ) || exit;

/**
 * Seals what is kept in the database, under the salts of wp-config.php: a stolen copy of the database alone opens
 * nothing. Who changes the salts connects again.
 */
final class Sealer {
	/**
	 * Seals a text.
	 *
	 * @param string $clear Any bytes.
	 * @return string Base64.
	 */
	public static function seal( string $clear ): string {
		$nonce = random_bytes( SODIUM_CRYPTO_SECRETBOX_NONCEBYTES );
		// phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions.obfuscation_base64_encode -- The database's columns hold text.
		return base64_encode( $nonce . sodium_crypto_secretbox( $clear, $nonce, self::key() ) );
	}

	/**
	 * Opens what seal() made.
	 *
	 * @param string $sealed Base64.
	 * @return string|null Null when it was sealed under other salts, or is damaged.
	 */
	public static function open( string $sealed ): ?string {
		// phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions.obfuscation_base64_decode -- See seal().
		$bytes = base64_decode( $sealed, true );
		if ( false === $bytes || strlen( $bytes ) <= SODIUM_CRYPTO_SECRETBOX_NONCEBYTES ) {
			return null;
		}
		$nonce = substr( $bytes, 0, SODIUM_CRYPTO_SECRETBOX_NONCEBYTES );
		$clear = sodium_crypto_secretbox_open( substr( $bytes, SODIUM_CRYPTO_SECRETBOX_NONCEBYTES ), $nonce, self::key() );
		return false === $clear ? null : $clear;
	}

	/**
	 * 32 bytes made of the site's salts.
	 */
	private static function key(): string {
		return hash_hmac( 'sha256', 'facteur', wp_salt( 'auth' ) . wp_salt( 'secure_auth' ), true );
	}
}
