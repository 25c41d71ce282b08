<?php
/**
 * Connects the site with its gateway.
 *
 * @package Facteur
 */

namespace Facteur;

defined( 'ABSPATH' ) || exit;

/**
 * Finds a gateway, introduces the site to it, and learns what the site may do there.
 */
final class Connection {
	/**
	 * Where a gateway listens on its own machine unless it was told otherwise.
	 */
	const USUAL_ADDRESSES = array( 'http://127.0.0.1:8025', 'http://127.0.0.1:8080' );

	const ASKED_TRANSIENT = 'facteur_asked_senders';

	/**
	 * The gateway on this machine, if there is one.
	 *
	 * @return string Its address, or ''.
	 */
	public static function find(): string {
		foreach ( self::USUAL_ADDRESSES as $address ) {
			if ( ( new Gateway( $address, '' ) )->answers() ) {
				return $address;
			}
		}
		return '';
	}

	/**
	 * Connects by what the gateway's operator gave: a link, or the token alone where the gateway is on this machine.
	 *
	 * @param string $text    What was pasted.
	 * @param bool   $network Whether the whole network is connected.
	 * @return string|\WP_Error The site's name at the gateway, or what went wrong.
	 */
	public static function pair( string $text, bool $network = false ) {
		$link = preg_match( '/^\s*[A-Za-z0-9_-]{16,200}\s*$/', $text ) ? new Connection_Link( self::find(), trim( $text ) ) : Connection_Link::read( $text );
		if ( is_wp_error( $link ) ) {
			return $link;
		}
		if ( '' === $link->url ) {
			return new \WP_Error( 'facteur_link', __( 'No gateway was found on this machine, so the token alone does not tell where it is. Paste the whole link.', 'facteur' ) );
		}
		$answer = ( new Gateway( $link->url, '' ) )->post(
			'/v1/pairings',
			array(
				'token'    => $link->token,
				'url'      => $network ? network_home_url() : home_url(),
				'software' => self::software(),
			)
		);
		if ( ! $answer->fine() || ! isset( $answer->body['key'] ) ) {
			return new \WP_Error( 'facteur_pairing', $answer->problem() );
		}
		$site = isset( $answer->body['site'] ) ? (string) $answer->body['site'] : '';
		Settings::connect( $link->url, (string) $answer->body['key'], $site, self::senders_in( $answer->body ), $network );
		delete_option( Handover::PAUSE_OPTION );
		self::refresh();
		return $site;
	}

	/**
	 * Asks the gateway what this site may do, and remembers its sender domains.
	 */
	public static function refresh(): Answer {
		$answer = Settings::load()->gateway()->get( '/v1/site' );
		if ( $answer->fine() ) {
			Settings::change(
				array(
					'site'       => (string) ( $answer->body['name'] ?? '' ),
					'senders'    => self::senders_in( $answer->body ),
					'unverified' => self::unverified_in( $answer->body ),
				),
				Settings::are_networks()
			);
		}
		return $answer;
	}

	/**
	 * Learns the sender domains where nobody has opened the plugin's page yet, as on sites that are connected by
	 * wp-config.php. Asks every ten minutes at most.
	 *
	 * @param Settings $settings The settings.
	 */
	public static function learn_senders( Settings $settings ): void {
		if ( $settings->senders() || get_transient( self::ASKED_TRANSIENT ) || Handover::is_paused() ) {
			return;
		}
		set_transient( self::ASKED_TRANSIENT, 1, 10 * MINUTE_IN_SECONDS );
		self::refresh();
	}

	/**
	 * The domains in an answer: plain names, or objects that say whether they may be used.
	 *
	 * @param array<string, mixed> $body The answer's members.
	 * @return string[]
	 */
	private static function senders_in( array $body ): array {
		$found = array();
		foreach ( (array) ( $body['senders'] ?? $body['domains'] ?? array() ) as $sender ) {
			$name = is_array( $sender ) ? ( $sender['domain'] ?? $sender['name'] ?? '' ) : $sender;
			if ( is_string( $name ) && '' !== $name ) {
				$found[] = strtolower( $name );
			}
		}
		return $found;
	}

	/**
	 * The domains in an answer that are not verified yet.
	 *
	 * @param array<string, mixed> $body The answer's members.
	 * @return string[]
	 */
	public static function unverified_in( array $body ): array {
		$unverified = static function ( $sender ): bool {
			return is_array( $sender ) && false === ( $sender['verified'] ?? null );
		};
		return self::senders_in( array( 'domains' => array_filter( (array) ( $body['domains'] ?? array() ), $unverified ) ) );
	}

	/**
	 * What runs here, for the gateway's list of sites.
	 */
	private static function software(): string {
		return sprintf( 'wordpress %s; facteur %s; php %s', get_bloginfo( 'version' ), VERSION, PHP_VERSION );
	}
}
