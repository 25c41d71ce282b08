<?php
/**
 * The link that connects a site.
 *
 * @package Facteur
 */

namespace Facteur;

defined( 'ABSPATH' ) || exit;

/**
 * Where the gateway is and the one-time token that it knows the site by: https://mail.example.com/connect#TOKEN. The
 * token goes to the host in the link and to no other.
 */
final class Connection_Link {
	/**
	 * The gateway's address.
	 *
	 * @var string
	 */
	public $url;

	/**
	 * The token, good once.
	 *
	 * @var string
	 */
	public $token;

	/**
	 * Makes one.
	 *
	 * @param string $url   The gateway's address.
	 * @param string $token The token.
	 */
	public function __construct( string $url, string $token ) {
		$this->url   = $url;
		$this->token = $token;
	}

	/**
	 * Takes a link apart.
	 *
	 * @param string $text What was pasted.
	 * @return self|\WP_Error What is wrong with it, in words.
	 */
	public static function read( string $text ) {
		$parts = wp_parse_url( trim( $text ) );
		$parts = is_array( $parts ) ? $parts : array();
		$ours  = isset( $parts['scheme'], $parts['host'], $parts['fragment'], $parts['path'] )
			&& ! isset( $parts['user'] ) && ! isset( $parts['pass'] ) && ! isset( $parts['query'] )
			&& '/connect' === $parts['path'] && preg_match( '/^[A-Za-z0-9_-]{16,200}$/', $parts['fragment'] );
		if ( ! $ours || ! in_array( $parts['scheme'], array( 'http', 'https' ), true ) ) {
			return new \WP_Error( 'facteur_link', __( 'This is no connection link. It looks like https://mail.example.com/connect#facteur_pair_… and is shown by the command "facteur site pair NAME" on the gateway.', 'facteur' ) );
		}
		if ( 'http' === $parts['scheme'] && ! self::is_loopback( $parts['host'] ) ) {
			return new \WP_Error( 'facteur_link', __( 'This link would send the site\'s key unencrypted over the network. A gateway on another machine is reached by https:// only.', 'facteur' ) );
		}
		$port = isset( $parts['port'] ) ? ':' . $parts['port'] : '';
		return new self( $parts['scheme'] . '://' . $parts['host'] . $port, $parts['fragment'] );
	}

	/**
	 * Whether a host is this machine.
	 *
	 * @param string $host A name, or an address as it stands in a URL.
	 */
	private static function is_loopback( string $host ): bool {
		return in_array( strtolower( $host ), array( 'localhost', '[::1]' ), true )
			|| 1 === preg_match( '/^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/', $host );
	}
}
