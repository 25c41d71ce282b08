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
			'name'    => wp_specialchars_decode( (string) ( $settings['sender_name'] ?? '' ), ENT_QUOTES ),
			'force'   => 'no' !== ( $settings['force_from_email'] ?? '' ),
		);
		$provider = (string) ( $settings['provider'] ?? '' );
		$named    = 'wp_config' === ( $settings['key_store'] ?? '' );
		$sealed   = 'yes' === ( $options['use_encrypt'] ?? '' ) && 'yes' !== ( $settings['disable_encryption'] ?? '' );
		$plain    = static function ( string $field, string $constant ) use ( $settings, $named ): string {
			return $named ? self::constant_of( array( 'FLUENTMAIL_' . $constant ) ) : (string) ( $settings[ $field ] ?? '' );
		};
		$secret   = static function ( string $field, string $constant ) use ( $plain, $named, $sealed ): string {
			$text = $plain( $field, $constant );
			return $sealed && ! $named && '' !== $text ? self::open_fluent( $text ) : $text;
		};
		if ( 'smtp' === $provider ) {
			return Found::login( 'fluent-smtp', 'FluentSMTP', $sender, (string) ( $settings['host'] ?? '' ), $plain( 'username', 'SMTP_USERNAME' ), $secret( 'password', 'SMTP_PASSWORD' ) );
		}
		$account = 'ses' === $provider
			? array(
				'key'      => $secret( 'secret_key', 'AWS_SECRET_ACCESS_KEY' ),
				'api_user' => $plain( 'access_key', 'AWS_ACCESS_KEY_ID' ),
			)
			: array(
				'key'      => $secret( 'api_key', strtoupper( $provider ) . '_API_KEY' ),
				'api_user' => $plain( 'domain_name', 'MAILGUN_DOMAIN' ),
			);
		return self::by_api( 'fluent-smtp', 'FluentSMTP', $sender, $provider, $account + array( 'region' => (string) ( $settings['region'] ?? '' ) ) );
	}

	/**
	 * Post SMTP.
	 */
	public static function post_smtp(): ?Found {
		$options = get_option( 'postman_options' );
		if ( ! is_array( $options ) ) {
			return null;
		}
		// Since 3.0.1 its connections lie elsewhere, and one of them is the first.
		$connections = (array) get_option( 'postman_connections', array() );
		$first       = $connections[ (string) ( $options['primary_connection'] ?? '' ) ] ?? null;
		if ( is_array( $first ) ) {
			$options = array( 'transport_type' => $first['provider'] ?? 'smtp' ) + $first + $options;
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
			$user     = self::constant_of( array( 'POST_SMTP_AUTH_USERNAME' ) );
			$password = self::constant_of( array( 'POST_SMTP_AUTH_PASSWORD' ) );
			return Found::login(
				'post-smtp',
				'Post SMTP',
				$sender,
				(string) ( $options['hostname'] ?? '' ),
				'' === $user ? (string) ( $options['basic_auth_username'] ?? '' ) : $user,
				'' === $password ? self::plain_or_base64( (string) ( $options['basic_auth_password'] ?? '' ) ) : $password
			);
		}
		$start = substr( $way, 0, -4 );
		$key   = self::constant_of( array( 'POST_SMTP_API_KEY' ) );
		return self::by_api(
			'post-smtp',
			'Post SMTP',
			$sender,
			$slugs[ $way ],
			array(
				'key'      => '' === $key ? self::plain_or_base64( (string) ( $options[ $start . '_secret_key' ] ?? $options[ $start . '_api_key' ] ?? '' ) ) : $key,
				'api_user' => 'mailjet' === $start ? self::plain_or_base64( (string) ( $options['mailjet_api_key'] ?? '' ) ) : (string) ( $options[ $start . '_domain_name' ] ?? '' ),
				// A checkbox there, for Europe.
				'region'   => empty( $options[ $start . '_region' ] ) ? '' : 'eu',
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
		$value  = static function ( string $group, string $field, string $constant = '' ) use ( $options, $constants ): string {
			$named = defined( $constants . 'ON' ) && constant( $constants . 'ON' ) ? self::constant_of( array( $constants . ( '' === $constant ? strtoupper( $group . '_' . $field ) : $constant ) ) ) : '';
			return '' === $named ? stripslashes( (string) ( $options[ $group ][ $field ] ?? '' ) ) : $named;
		};
		$sender = array(
			'address' => $value( 'mail', 'from_email', 'MAIL_FROM' ),
			'name'    => $value( 'mail', 'from_name' ),
			'force'   => (bool) $value( 'mail', 'from_email_force', 'MAIL_FROM_FORCE' ),
		);
		$mailer = $value( 'mail', 'mailer', 'MAILER' );
		if ( 'smtp' === $mailer ) {
			return Found::login( $plugin, $name, $sender, $value( 'smtp', 'host' ), $value( 'smtp', 'user' ), self::open_family( $value( 'smtp', 'pass' ), $option, $constants ) );
		}
		$account = array( 'region' => strtolower( $value( $mailer, 'region' ) ) );
		switch ( $mailer ) {
			case 'amazonses':
				$account += array(
					'api_user' => $value( $mailer, 'client_id' ),
					'key'      => $value( $mailer, 'client_secret' ),
				);
				break;
			case 'mailjet':
				$account += array(
					'api_user' => $value( $mailer, 'api_key' ),
					'key'      => $value( $mailer, 'secret_key' ),
				);
				break;
			case 'postmark':
				$account['key'] = $value( $mailer, 'server_api_token' );
				break;
			default:
				$account += array(
					'api_user' => $value( $mailer, 'domain' ),
					'key'      => $value( $mailer, 'api_key' ),
				);
		}
		return self::by_api( $plugin, $name, $sender, $mailer, $account );
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
		if ( '' === ( $account['region'] ?? '' ) && in_array( $provider, array( 'mailgun', 'sparkpost' ), true ) ) {
			$account['region'] = 'us';
		}
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
		return self::open_ctr( $text, hash( 'sha256', (string) ( get_option( 'swpsmtp_enc_key' ) ? get_option( 'swpsmtp_enc_key' ) : wp_salt() ), true ), OPENSSL_RAW_DATA );
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
