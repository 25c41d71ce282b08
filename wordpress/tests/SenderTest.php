<?php
/**
 * Who mails come from.
 *
 * @package Facteur
 */

use Facteur\Settings;

/**
 * Mail leaves under the site's own name.
 */
final class SenderTest extends Facteur_Test {
	public function test_a_sender_of_the_sites_domain_is_kept_and_is_the_envelopes_too(): void {
		wp_mail( 'a@example.net', 's', 't', 'From: Orders <orders@shop.example>' );
		self::assertSame( 'Orders <orders@shop.example>', $this->field( 'From' ) );
		self::assertSame( 'orders@shop.example', $this->told()['mail']['sender'] );
	}

	public function test_a_visitors_address_moves_to_reply_to(): void {
		wp_mail( 'a@example.net', 's', 't', 'From: Visitor <visitor@elsewhere.example>' );
		self::assertSame( 'Visitor <admin@shop.example>', $this->field( 'From' ) );
		self::assertSame( 'Visitor <visitor@elsewhere.example>', $this->field( 'Reply-To' ) );
	}

	public function test_a_reply_to_that_is_there_stays(): void {
		wp_mail( 'a@example.net', 's', 't', array( 'From: v@elsewhere.example', 'Reply-To: w@elsewhere.example' ) );
		self::assertSame( 'w@elsewhere.example', $this->field( 'Reply-To' ) );
	}

	public function test_forced_means_every_mail(): void {
		Settings::change(
			array(
				'from_mode'    => Settings::FORCE,
				'from_address' => 'office@shop.example',
			)
		);
		wp_mail( 'a@example.net', 's', 't', 'From: orders@shop.example' );
		self::assertStringContainsString( 'office@shop.example', (string) $this->field( 'From' ) );
		self::assertStringContainsString( 'orders@shop.example', (string) $this->field( 'Reply-To' ) );
	}

	/**
	 * @dataProvider rubbish
	 * @param mixed $address What a filter returns.
	 */
	public function test_a_filter_that_returns_rubbish_loses_no_mail( $address ): void {
		add_filter(
			'wp_mail_from',
			static function () use ( $address ) {
				return $address;
			}
		);
		self::assertTrue( wp_mail( 'a@example.net', 's', 't' ) );
		self::assertStringContainsString( 'admin@shop.example', (string) $this->field( 'From' ) );
	}

	public function rubbish(): array {
		return array( array( '' ), array( 'no address' ), array( null ), array( false ), array( array() ), array( "a@b\r\nBcc: x@y" ) );
	}

	public function test_the_sites_title_is_the_name_without_html(): void {
		wp_mail( 'a@example.net', 's', 't' );
		self::assertStringStartsWith( '=?UTF-8?Q?Shop_=26_S=C3=B6hne?=', (string) $this->field( 'From' ) );
	}
}
