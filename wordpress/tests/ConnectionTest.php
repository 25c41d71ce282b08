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

	public function test_core_mails_are_sent_by_whom_this_wordpress_has_for_it(): void {
		require_once ABSPATH . 'wp-admin/includes/admin.php';
		require_once ABSPATH . 'wp-admin/includes/class-wp-upgrader.php';
		require_once ABSPATH . WPINC . '/ms-functions.php';
		foreach ( array_keys( Mark_Reader::CORE ) as $name ) {
			self::assertTrue( function_exists( $name ) || class_exists( $name ), $name );
		}
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
				'api_user' => 'AKIA',
				'key'      => 'secret',
				'region'   => 'eu-west-1',
			),
			self::sorted( $found->account )
		);
	}

	public function test_fluentsmtp_seals_the_password_and_not_the_user(): void {
		self::fluent( array( 'username' => 'me' ) + self::fluent_password( 'word' ) );
		$found = self::found_once( 'fluentmail-settings', 'fluent-smtp' );
		self::assertSame( 'brevo', $found->provider );
		self::assertSame( 'me', $found->account['user'] );
		self::assertSame( 'word', $found->account['password'] );
		self::assertTrue( $found->sender['force'], 'forced unless it says no' );
	}

	public function test_fluentsmtp_may_have_its_password_in_wp_config(): void {
		define( 'FLUENTMAIL_SMTP_USERNAME', 'named' );
		define( 'FLUENTMAIL_SMTP_PASSWORD', 'in the file' );
		self::fluent( array( 'key_store' => 'wp_config' ) );
		$found = self::found_once( 'fluentmail-settings', 'fluent-smtp' );
		self::assertSame( 'named', $found->account['user'] );
		self::assertSame( 'in the file', $found->account['password'] );
	}

	private static function fluent( array $settings ): void {
		$settings += array(
			'provider' => 'smtp',
			'host'     => 'smtp-relay.brevo.com',
		);
		update_option(
			'fluentmail-settings',
			array(
				'use_encrypt' => 'yes',
				'connections' => array( 'one' => array( 'provider_settings' => $settings ) ),
			)
		);
	}

	private static function fluent_password( string $text ): array {
		$start = random_bytes( 16 );
		return array( 'password' => base64_encode( $start . openssl_encrypt( $text . LOGGED_IN_SALT, 'aes-256-ctr', LOGGED_IN_KEY, 0, $start ) ) );
	}

	private static function found_once( string $option, string $plugin ): Facteur\Found {
		$found = Takeover::found()[ $plugin ];
		delete_option( $option );
		return $found;
	}

	public function test_the_first_connection_of_a_newer_post_smtp_is_read(): void {
		update_option(
			'postman_connections',
			array(
				4 => array(
					'provider'          => 'mailgun_api',
					'sender_email'      => 'office@shop.example',
					'mailgun_api_key'   => 'key-1',
					'mailgun_domain_name' => 'mg.shop.example',
				),
			)
		);
		update_option(
			'postman_options',
			array(
				'primary_connection' => 4,
				'transport_type'     => 'smtp',
				'hostname'           => 'old.example',
			)
		);
		$found = self::found_once( 'postman_options', 'post-smtp' );
		delete_option( 'postman_connections' );
		self::assertSame( 'mailgun', $found->provider );
		self::assertSame(
			array(
				'api_user' => 'mg.shop.example',
				'key'      => 'key-1',
				'region'   => 'us',
			),
			self::sorted( $found->account )
		);
		self::assertSame( 'office@shop.example', $found->sender['address'] );
	}

	private static function sorted( array $members ): array {
		ksort( $members );
		return $members;
	}

	public function test_an_account_of_wp_mail_smtp_at_amazon_has_both_its_parts(): void {
		update_option(
			'wp_mail_smtp',
			array(
				'mail'      => array( 'mailer' => 'amazonses' ),
				'amazonses' => array(
					'client_id'     => 'AKIA',
					'client_secret' => 'secret',
					'region'        => 'eu-west-1',
				),
			)
		);
		$found = self::found_once( 'wp_mail_smtp', 'wp-mail-smtp' );
		self::assertSame(
			array(
				'api_user' => 'AKIA',
				'key'      => 'secret',
				'region'   => 'eu-west-1',
			),
			self::sorted( $found->account )
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
