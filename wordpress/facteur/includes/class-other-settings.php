<?php
/**
 * Where other plugins keep their settings.
 *
 * @package Facteur
 */

namespace Facteur;

defined( 'ABSPATH' ) || exit;

/**
 * Reads the options of WP Mail SMTP, Easy WP SMTP, FluentSMTP and Post SMTP. Needs none of them to be active, and
 * changes nothing of theirs.
 */
final class Other_Settings {
	/**
	 * WP Mail SMTP.
	 */
	public static function wp_mail_smtp(): ?Found {
		return self::of_family( 'wp-mail-smtp', 'WP Mail SMTP', 'wp_mail_smtp', 'WPMS_' );
	}

	/**
	 * Easy WP SMTP: since version 2 a sister of WP Mail SMTP, before with options of its own.
	 */
	public static function easy_wp_smtp(): ?Found {
		$found = self::of_family( 'easy-wp-smtp', 'Easy WP SMTP', 'easy_wp_smtp', 'EASY_WP_SMTP_' );
		$old   = get_option( 'swpsmtp_options' );
		if ( null !== $found || ! is_array( $old ) ) {
			return $found;
		}
		$smtp   = (array) ( $old['smtp_settings'] ?? array() );
		$sender = array(
			'address' => $old['from_email_field'] ?? '',
			'name'    => $old['from_name_field'] ?? '',
			'force'   => false,
		);
		return Found::login( 'easy-wp-smtp', 'Easy WP SMTP', $sender, (string) ( $smtp['host'] ?? '' ), (string) ( $smtp['username'] ?? '' ), self::old_easy_password( (string) ( $smtp['password'] ?? '' ) ) );
	}

	/**
	 * FluentSMTP: the default connection, or the only one.
	 */
	public static function fluent_smtp(): ?Found {
		$options     = get_option( 'fluentmail-settings' );
		$connections = is_array( $options ) ? (array) ( $options['connections'] ?? array() ) : array();
		if ( ! $connections ) {
			return null;
		}
		$chosen   = (string) ( $options['misc']['default_connection'] ?? '' );
		$settings = (array) ( ( $connections[ $chosen ] ?? reset( $connections ) )['provider_settings'] ?? array() );
		$sender   = array(
			'address' => $settings['sender_email'] ?? '',
			'name'    => $settings['sender_name'] ?? '',
			'force'   => 'yes' === ( $settings['force_from_email'] ?? '' ),
		);
		$sealed   = 'yes' === ( $options['use_encrypt'] ?? '' );
		$open     = static function ( string $field ) use ( $settings, $sealed ): string {
			$text = (string) ( $settings[ $field ] ?? '' );
			return $sealed && '' !== $text ? self::open_fluent( $text ) : $text;
		};
		$provider = (string) ( $settings['provider'] ?? '' );
		if ( 'smtp' === $provider ) {
			return Found::login( 'fluent-smtp', 'FluentSMTP', $sender, (string) ( $settings['host'] ?? '' ), $open( 'username' ), $open( 'password' ) );
		}
		return self::by_api(
			'fluent-smtp',
			'FluentSMTP',
			$sender,
			$provider,
			array(
				'key'      => 'ses' === $provider ? $open( 'secret_key' ) : $open( 'api_key' ),
				'api_user' => 'ses' === $provider ? $open( 'access_key' ) : (string) ( $settings['domain_name'] ?? '' ),
				'region'   => (string) ( $settings['region'] ?? '' ),
			)
		);
	}

	/**
	 * Post SMTP.
	 */
	public static function post_smtp(): ?Found {
		$options = get_option( 'postman_options' );
		if ( ! is_array( $options ) ) {
			return null;
		}
		$sender = array(
			'address' => $options['sender_email'] ?? '',
			'name'    => $options['sender_name'] ?? '',
			'force'   => ! empty( $options['prevent_sender_email_override'] ),
		);
		$way    = (string) ( $options['transport_type'] ?? 'smtp' );
		$slugs  = array(
			'sendgrid_api'   => 'sendgrid',
			'mailgun_api'    => 'mailgun',
			'sendinblue_api' => 'sendinblue',
			'postmark_api'   => 'postmark',
			'sparkpost_api'  => 'sparkpost',
			'mailjet_api'    => 'mailjet',
		);
		if ( ! isset( $slugs[ $way ] ) ) {
			return Found::login( 'post-smtp', 'Post SMTP', $sender, (string) ( $options['hostname'] ?? '' ), (string) ( $options['basic_auth_username'] ?? '' ), self::plain_or_base64( (string) ( $options['basic_auth_password'] ?? '' ) ) );
		}
		$start = substr( $way, 0, -4 );
		return self::by_api(
			'post-smtp',
			'Post SMTP',
			$sender,
			$slugs[ $way ],
			array(
				'key'      => self::plain_or_base64( (string) ( $options[ $start . '_secret_key' ] ?? $options[ $start . '_api_key' ] ?? '' ) ),
				'api_user' => 'mailjet' === $start ? self::plain_or_base64( (string) ( $options['mailjet_api_key'] ?? '' ) ) : (string) ( $options[ $start . '_domain_name' ] ?? '' ),
				'region'   => (string) ( $options[ $start . '_region' ] ?? '' ),
			)
		);
	}

	/**
	 * WP Mail SMTP and its sister.
	 *
	 * @param string $plugin    Folder.
	 * @param string $name      Name.
	 * @param string $option    Their option; the key that seals passwords lies beside it.
	 * @param string $constants What their constants start with.
	 */
	private static function of_family( string $plugin, string $name, string $option, string $constants ): ?Found {
		$options = get_option( $option );
		if ( ! is_array( $options ) || ! isset( $options['mail'] ) ) {
			return null;
		}
		$mail   = (array) $options['mail'];
		$sender = array(
			'address' => $mail['from_email'] ?? '',
			'name'    => $mail['from_name'] ?? '',
			'force'   => ! empty( $mail['from_email_force'] ),
		);
		$mailer = (string) ( $mail['mailer'] ?? 'mail' );
		$group  = (array) ( $options[ $mailer ] ?? array() );
		if ( 'smtp' === $mailer ) {
			$password = defined( $constants . 'SMTP_PASS' ) ? (string) constant( $constants . 'SMTP_PASS' ) : self::open_family( (string) ( $group['pass'] ?? '' ), $option, $constants );
			return Found::login( $plugin, $name, $sender, (string) ( $group['host'] ?? '' ), (string) ( $group['user'] ?? '' ), $password );
		}
		return self::by_api(
			$plugin,
			$name,
			$sender,
			$mailer,
			array(
				'key'      => (string) ( $group['secret_key'] ?? $group['client_secret'] ?? $group['server_api_token'] ?? $group['api_key'] ?? '' ),
				'api_user' => (string) ( $group['client_id'] ?? ( isset( $group['secret_key'] ) ? $group['api_key'] ?? '' : $group['domain'] ?? '' ) ),
				'region'   => strtolower( (string) ( $group['region'] ?? '' ) ),
			)
		);
	}

	/**
	 * An account that a plugin uses by the provider's API.
	 *
	 * @param string                $plugin  Folder.
	 * @param string                $name    Name.
	 * @param array<string, mixed>  $sender  Address, name, force.
	 * @param string                $mailer  The plugin's word for the provider.
	 * @param array<string, string> $account What is known of the account.
	 */
	private static function by_api( string $plugin, string $name, array $sender, string $mailer, array $account ): Found {
		$providers = array(
			'sendgrid'   => array( 'sendgrid', array( 'key' ) ),
			'postmark'   => array( 'postmark', array( 'key' ) ),
			'resend'     => array( 'resend', array( 'key' ) ),
			'sparkpost'  => array( 'sparkpost', array( 'key', 'region' ) ),
			'mailgun'    => array( 'mailgun', array( 'key', 'api_user', 'region' ) ),
			'mailjet'    => array( 'mailjet', array( 'key', 'api_user' ) ),
			'sendinblue' => array( 'brevo', array( 'key' ) ),
			'brevo'      => array( 'brevo', array( 'key' ) ),
			'amazonses'  => array( 'ses', array( 'key', 'api_user', 'region' ) ),
			'ses'        => array( 'ses', array( 'key', 'api_user', 'region' ) ),
		);
		if ( ! isset( $providers[ $mailer ] ) ) {
			return Found::sender_only( $plugin, $name, $sender );
		}
		list( $provider, $members ) = $providers[ $mailer ];
		return Found::account( $plugin, $name, $sender, $provider, array_intersect_key( $account, array_flip( $members ) ) );
	}

	/**
	 * A password of WP Mail SMTP or its sister: sealed by libsodium, or as it is.
	 *
	 * @param string $text      What is stored.
	 * @param string $option    Their option.
	 * @param string $constants What their constants start with.
	 */
	private static function open_family( string $text, string $option, string $constants ): string {
		// phpcs:disable WordPress.PHP.DiscouragedPHPFunctions.obfuscation_base64_decode -- Their way of storing it.
		$key   = defined( $constants . 'CRYPTO_KEY' ) ? (string) constant( $constants . 'CRYPTO_KEY' ) : (string) base64_decode( (string) get_option( $option . '_mail_key' ), true );
		$bytes = (string) base64_decode( $text, true );
		// phpcs:enable
		if ( SODIUM_CRYPTO_SECRETBOX_KEYBYTES !== strlen( $key ) || strlen( $bytes ) <= SODIUM_CRYPTO_SECRETBOX_NONCEBYTES ) {
			return $text;
		}
		$clear = sodium_crypto_secretbox_open( substr( $bytes, SODIUM_CRYPTO_SECRETBOX_NONCEBYTES ), substr( $bytes, 0, SODIUM_CRYPTO_SECRETBOX_NONCEBYTES ), $key );
		return false === $clear ? $text : $clear;
	}

	/**
	 * A secret of FluentSMTP: sealed under the salts, which it appends to know that it has the right ones.
	 *
	 * @param string $text What is stored.
	 */
	private static function open_fluent( string $text ): string {
		$key   = self::constant_of( array( 'FLUENTMAIL_ENCRYPT_KEY', 'LOGGED_IN_KEY' ) );
		$salt  = self::constant_of( array( 'FLUENTMAIL_ENCRYPT_SALT', 'LOGGED_IN_SALT' ) );
		$clear = self::open_ctr( $text, $key, 0 );
		return '' !== $salt && substr( $clear, -strlen( $salt ) ) === $salt ? substr( $clear, 0, -strlen( $salt ) ) : '';
	}

	/**
	 * A password of Easy WP SMTP before version 2.
	 *
	 * @param string $text What is stored.
	 */
	private static function old_easy_password( string $text ): string {
		if ( ! get_option( 'swpsmtp_pass_encrypted' ) ) {
			return self::plain_or_base64( $text );
		}
		return self::open_ctr( $text, hash( 'sha256', (string) get_option( 'swpsmtp_enc_key' ), true ), OPENSSL_RAW_DATA );
	}

	/**
	 * Opens AES-256-CTR with its first block in front, in base64.
	 *
	 * @param string $text What is stored.
	 * @param string $key  The key.
	 * @param int    $how  How OpenSSL is to take the rest.
	 */
	private static function open_ctr( string $text, string $key, int $how ): string {
		// phpcs:ignore WordPress.PHP.DiscouragedPHPFunctions.obfuscation_base64_decode -- Their way of storing it.
		$bytes = base64_decode( $text, true );
		if ( ! function_exists( 'openssl_decrypt' ) || ! is_string( $bytes ) || strlen( $bytes ) <= 16 ) {
			return '';
		}
		return (string) openssl_decrypt( substr( $bytes, 16 ), 'aes-256-ctr', $key, $how, substr( $bytes, 0, 16 ) );
	}

	/**
	 * What was stored in base64, or as it is.
	 *
	 * @param string $text What is stored.
	 */
	private static function plain_or_base64( string $text ): string {
		// phpcs:disable WordPress.PHP.DiscouragedPHPFunctions -- Their way of storing it.
		$clear = base64_decode( $text, true );
		$same  = is_string( $clear ) && base64_encode( $clear ) === $text && 1 === preg_match( '/^[\x20-\x7e]+$/', $clear );
		// phpcs:enable
		return $same ? (string) $clear : $text;
	}

	/**
	 * The first of these constants that says something.
	 *
	 * @param string[] $names Names.
	 */
	private static function constant_of( array $names ): string {
		foreach ( $names as $name ) {
			if ( defined( $name ) && '' !== constant( $name ) ) {
				return (string) constant( $name );
			}
		}
		return '';
	}
}
