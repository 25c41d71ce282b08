<?php
/**
 * Links, marks, and other plugins' settings.
 *
 * @package Facteur
 */

use Facteur\Connection_Link;
use Facteur\Mark_Reader;
use Facteur\Marks;
use Facteur\Takeover;

/**
 * What is read from outside.
 */
final class ConnectionTest extends Facteur_Test {
	public function test_a_link_is_taken_apart(): void {
		$link = Connection_Link::read( " https://mail.example.com:8443/connect#facteur_pair_0123456789abcdef\n" );
		self::assertSame( 'https://mail.example.com:8443', $link->url );
		self::assertSame( 'facteur_pair_0123456789abcdef', $link->token );
		self::assertSame( 'http://127.0.0.1:8025', Connection_Link::read( 'http://127.0.0.1:8025/connect#facteur_pair_0123456789abcdef' )->url );
		self::assertSame( 'http://[::1]:8025', Connection_Link::read( 'http://[::1]:8025/connect#facteur_pair_0123456789abcdef' )->url );
	}

	/**
	 * @dataProvider no_links
	 * @param string $text What was pasted.
	 */
	public function test_what_would_send_a_key_elsewhere_is_refused( string $text ): void {
		self::assertTrue( is_wp_error( Connection_Link::read( $text ) ) );
	}

	public function no_links(): array {
		$token = '#facteur_pair_0123456789abcdef';
		return array(
			array( '' ),
			array( 'hello' ),
			array( 'https://mail.example.com/connect' ),
			array( 'https://mail.example.com/other' . $token ),
			array( 'http://mail.example.com/connect' . $token ),
			array( 'http://127.0.0.1.example.com/connect' . $token ),
			array( 'https://user:pass@mail.example.com/connect' . $token ),
			array( 'ftp://mail.example.com/connect' . $token ),
			array( 'file:///connect' . $token ),
			array( 'https://mail.example.com/connect?x=1' . $token ),
		);
	}

	public function test_a_token_that_is_unknown_is_told(): void {
		$answer = Facteur\Connection::pair( Facteur\Settings::load()->url() . '/connect#facteur_pair_0123456789abcdef' );
		self::assertTrue( is_wp_error( $answer ) );
	}

	public function test_a_password_reset_goes_first(): void {
		self::marks( array( array( 'function' => 'retrieve_password' ) ), array( 'password-reset' ), true, false );
	}

	public function test_a_plugins_mail_is_found_by_its_name(): void {
		self::marks( array( self::caller( 'contact-form-7/includes/mail.php' ) ), array( 'contact-form-7' ), false, false );
		self::marks( array( self::caller( 'two-factor/class.php' ) ), array( 'two-factor' ), true, false );
	}

	public function test_newsletters_never_go_before_other_mail(): void {
		self::marks( array( self::caller( 'mailpoet/lib/Mailer.php' ), array( 'function' => 'retrieve_password' ) ), array( 'mailpoet', 'password-reset' ), false, true );
		self::assertTrue( Mark_Reader::of( array(), "X: y\nPrecedence: bulk" )->is_broadcast() );
		self::assertFalse( Mark_Reader::of( array(), 'X-About: Precedence: bulk' )->is_broadcast() );
	}

	public function test_core_mails_are_known_when_they_are_sent(): void {
		wp_password_change_notification( get_user_by( 'login', 'admin' ) );
		$user = wp_insert_user(
			array(
				'user_login' => 'm' . wp_rand(),
				'user_pass'  => 'x',
				'user_email' => 'm' . wp_rand() . '@example.net',
			)
		);
		wp_new_user_notification( $user, null, 'user' );
		self::assertSame( array( 'new-user' ), $this->told()['mail']['tags'] );
	}

	public function test_a_site_may_say_otherwise(): void {
		add_filter(
			'facteur_marks',
			static function () {
				return new Marks( array( 'own word!' ), false, true );
			}
		);
		wp_mail( 'a@example.net', 's', 't' );
		self::assertSame( array( 'own-word' ), $this->told()['mail']['tags'] );
		self::assertSame( 'broadcast', $this->told()['mail']['stream'] );
	}

	private static function caller( string $file ): array {
		return array(
			'function' => 'send',
			'file'     => WP_PLUGIN_DIR . '/' . $file,
		);
	}

	private static function marks( array $callers, array $tags, bool $urgent, bool $broadcast ): void {
		$marks = Mark_Reader::of( $callers, '' );
		self::assertSame( $tags, $marks->tags() );
		self::assertSame( $urgent, $marks->is_urgent() );
		self::assertSame( $broadcast, $marks->is_broadcast() );
	}

	public function test_settings_of_wp_mail_smtp_are_read_with_their_sealed_password(): void {
		$key   = random_bytes( SODIUM_CRYPTO_SECRETBOX_KEYBYTES );
		$nonce = random_bytes( SODIUM_CRYPTO_SECRETBOX_NONCEBYTES );
		update_option( 'wp_mail_smtp_mail_key', base64_encode( $key ) );
		update_option(
			'wp_mail_smtp',
			array(
				'mail' => array(
					'from_email'       => 'office@shop.example',
					'from_name'        => 'The shop',
					'mailer'           => 'smtp',
					'from_email_force' => true,
				),
				'smtp' => array(
					'host' => 'smtp.sendgrid.net',
					'user' => 'apikey',
					'pass' => base64_encode( $nonce . sodium_crypto_secretbox( 'SG.secret', $nonce, $key ) ),
				),
			)
		);
		$found = Takeover::found()['wp-mail-smtp'];
		delete_option( 'wp_mail_smtp' );
		delete_option( 'wp_mail_smtp_mail_key' );
		self::assertSame( 'sendgrid', $found->provider );
		self::assertSame( array( 'key' => 'SG.secret' ), $found->account );
		self::assertTrue( $found->sender['force'] );
		self::assertCount( 3, Takeover::plan( $found ) );
	}

	public function test_settings_of_fluentsmtp_are_read(): void {
		update_option(
			'fluentmail-settings',
			array(
				'misc'        => array( 'default_connection' => 'two' ),
				'connections' => array(
					'one' => array( 'provider_settings' => array( 'provider' => 'smtp' ) ),
					'two' => array(
						'provider_settings' => array(
							'provider'         => 'ses',
							'sender_email'     => 'office@shop.example',
							'force_from_email' => 'no',
							'access_key'       => 'AKIA',
							'secret_key'       => 'secret',
							'region'           => 'eu-west-1',
						),
					),
				),
			)
		);
		$found = Takeover::found()['fluent-smtp'];
		delete_option( 'fluentmail-settings' );
		self::assertSame( 'ses', $found->provider );
		self::assertSame(
			array(
				'key'      => 'secret',
				'api_user' => 'AKIA',
				'region'   => 'eu-west-1',
			),
			$found->account
		);
	}

	public function test_settings_of_post_smtp_and_easy_wp_smtp_are_read(): void {
		update_option(
			'postman_options',
			array(
				'sender_email'        => 'office@shop.example',
				'hostname'            => 'mail.host.example',
				'basic_auth_username' => 'me',
				'basic_auth_password' => base64_encode( 'word' ),
			)
		);
		update_option(
			'swpsmtp_options',
			array(
				'from_email_field' => 'office@shop.example',
				'smtp_settings'    => array(
					'host'     => 'smtp-relay.brevo.com',
					'username' => 'me',
					'password' => base64_encode( 'pass' ),
				),
			)
		);
		$found = Takeover::found();
		delete_option( 'postman_options' );
		delete_option( 'swpsmtp_options' );
		self::assertSame( '', $found['post-smtp']->provider );
		self::assertSame( 'word', $found['post-smtp']->account['password'] );
		self::assertSame( 'brevo', $found['easy-wp-smtp']->provider );
		self::assertSame( 'pass', $found['easy-wp-smtp']->account['password'] );
	}

	public function test_an_account_is_handed_on_only_where_the_operator_allows_it(): void {
		update_option(
			'wp_mail_smtp',
			array(
				'mail'     => array(
					'from_email' => 'office@shop.example',
					'mailer'     => 'sendgrid',
				),
				'sendgrid' => array( 'api_key' => 'SG.secret' ),
			)
		);
		$result = Takeover::carry_out( 'wp-mail-smtp' );
		delete_option( 'wp_mail_smtp' );
		self::assertTrue( is_wp_error( $result ) );
		self::assertStringContainsString( 'routes', $result->get_error_message() );
		self::assertSame( 'office@shop.example', Facteur\Settings::load()->from_address() );
	}
}
