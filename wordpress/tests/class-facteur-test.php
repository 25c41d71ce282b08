<?php
/**
 * What the plugin's tests share.
 *
 * @package Facteur
 */

use Facteur\Plugin;
use Facteur\Settings;
use PHPUnit\Framework\TestCase;

/**
 * A test in a real WordPress. What a test hooks and sets is gone after it.
 */
abstract class Facteur_Test extends TestCase {
	/**
	 * What wp_mail_failed was told.
	 *
	 * @var WP_Error[]
	 */
	protected $failures = array();

	/**
	 * How often wp_mail_succeeded was fired.
	 *
	 * @var int
	 */
	protected $successes = 0;

	/**
	 * Hooks before the test.
	 *
	 * @var array<string, WP_Hook>
	 */
	private $hooks = array();

	/**
	 * Settings before the test.
	 *
	 * @var mixed
	 */
	private $settings;

	protected function setUp(): void {
		global $wp_filter;
		foreach ( $wp_filter as $name => $hook ) {
			$this->hooks[ $name ] = clone $hook;
		}
		$this->settings = get_option( Settings::OPTION );
		add_action(
			'wp_mail_failed',
			function ( $error ) {
				$this->failures[] = $error;
			}
		);
		add_action(
			'wp_mail_succeeded',
			function () {
				++$this->successes;
			}
		);
	}

	protected function tearDown(): void {
		$GLOBALS['wp_filter'] = $this->hooks;
		update_option( Settings::OPTION, $this->settings );
		delete_option( Facteur\Handover::PAUSE_OPTION );
		unset( $GLOBALS['phpmailer'] );
	}

	/**
	 * The last mail as the gateway took it, its own Received field cut off.
	 */
	protected function taken(): string {
		$outcome = Plugin::handover()->last();
		self::assertNotNull( $outcome, 'nothing was handed over' );
		self::assertSame( 'at-gateway', $outcome->kind(), $outcome->why() );
		$settings = Settings::load();
		$answer   = wp_remote_get(
			$settings->url() . '/v1/mails/' . $outcome->id() . '/raw',
			array( 'headers' => array( 'Authorization' => 'Bearer ' . $settings->key() ) )
		);
		$raw      = wp_remote_retrieve_body( $answer );
		self::assertStringContainsString( "\r\n\r\n", $raw );
		return (string) preg_replace( '/^Received:.*\r\n(?:[ \t].*\r\n)*/', '', $raw );
	}

	/**
	 * Who gets the last mail, by its envelope.
	 *
	 * @return string[]
	 */
	protected function recipients(): array {
		return array_column( $this->told()['recipients'], 'address' );
	}

	/**
	 * What the gateway tells of the last mail.
	 *
	 * @return array<string, mixed>
	 */
	protected function told(): array {
		return Settings::load()->gateway()->get( '/v1/mails/' . Plugin::handover()->last()->id() )->body;
	}

	/**
	 * A header field of the last mail, in one line.
	 *
	 * @param string $name Its name.
	 */
	protected function field( string $name ): ?string {
		$header = explode( "\r\n\r\n", $this->taken(), 2 )[0];
		return preg_match( '/^' . preg_quote( $name, '/' ) . ':[ ]*((?:.|\r\n[ \t])*)/mi', $header, $found )
			? preg_replace( '/\r\n[ \t]+/', ' ', rtrim( $found[1] ) )
			: null;
	}
}
