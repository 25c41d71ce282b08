<?php
/**
 * Who a mail comes from.
 *
 * @package Facteur
 */

namespace Facteur;

defined( 'ABSPATH' ) || exit;

/**
 * Puts the site's own address where a plugin invented one or took a visitor's: the gateway takes mail from the site's
 * domains only, and so do receivers that check DMARC.
 */
final class Sender_Rules {
	/**
	 * The settings.
	 *
	 * @var Settings
	 */
	private $settings;

	/**
	 * Makes the rules.
	 *
	 * @param Settings $settings The settings.
	 */
	public function __construct( Settings $settings ) {
		$this->settings = $settings;
	}

	/**
	 * Filter `wp_mail_from`, after all others: an address that is none would lose the mail in WordPress already.
	 *
	 * @param mixed $address What the mail's author or another plugin wants.
	 */
	public function address( $address ): string {
		$address = is_string( $address ) ? trim( $address ) : '';
		if ( is_email( $address ) && ! ( self::is_invented( $address ) && ! $this->fits( $address ) ) ) {
			return $address;
		}
		return $this->own_address();
	}

	/**
	 * Filter `wp_mail_from_name`, after all others. WordPress keeps titles with HTML's entities; a mail has none.
	 *
	 * @param mixed $name What the mail's author or another plugin wants.
	 */
	public function name( $name ): string {
		$name = is_string( $name ) ? $name : '';
		if ( '' === $name || 'WordPress' === $name ) {
			$name = '' === $this->settings->from_name() ? (string) get_bloginfo( 'name' ) : $this->settings->from_name();
		}
		return trim( wp_specialchars_decode( $name, ENT_QUOTES ) );
	}

	/**
	 * Whether this sender is replaced.
	 *
	 * @param string $address The mail's From address.
	 */
	public function replaces( string $address ): bool {
		switch ( $this->settings->from_mode() ) {
			case Settings::FORCE:
				return 0 !== strcasecmp( $address, $this->own_address() );
			case Settings::KEEP:
				return false;
			default:
				return ! $this->fits( $address );
		}
	}

	/**
	 * Whether the gateway lets the site send as this address, as far as is known here.
	 *
	 * @param string $address An address.
	 */
	public function fits( string $address ): bool {
		$senders = $this->settings->senders();
		return ! $senders || in_array( self::domain_of( $address ), $senders, true );
	}

	/**
	 * The site's own address: the one that is set, else the best that can be made of what is known.
	 */
	public function own_address(): string {
		if ( is_email( $this->settings->from_address() ) ) {
			return $this->settings->from_address();
		}
		$host    = preg_replace( '/^www\./', '', (string) wp_parse_url( network_home_url(), PHP_URL_HOST ) );
		$senders = $this->settings->senders();
		$admin   = (string) get_option( 'admin_email' );
		if ( ! in_array( $host, $senders, true ) && is_email( $admin ) && $this->fits( $admin ) ) {
			return $admin;
		}
		return 'wordpress@' . ( $senders && ! in_array( $host, $senders, true ) ? $senders[0] : $host );
	}

	/**
	 * Whether nobody chose this address: WordPress makes it of the host's name when a mail has no sender.
	 *
	 * @param string $address An address.
	 */
	public static function is_invented( string $address ): bool {
		return 0 === stripos( $address, 'wordpress@' );
	}

	/**
	 * The part behind the @, in lower case.
	 *
	 * @param string $address An address.
	 */
	private static function domain_of( string $address ): string {
		return strtolower( (string) substr( (string) strrchr( $address, '@' ), 1 ) );
	}
}
