<?php
/**
 * Finds out what kind of mail it is.
 *
 * @package Facteur
 */

namespace Facteur;

defined( 'ABSPATH' ) || exit;

/**
 * Knows mails by who sends them: the functions of WordPress and the folders of plugins that stand behind the call of
 * wp_mail(), and by their own header fields. The text of a mail is not looked at.
 */
final class Mark_Reader {
	const DEPTH = 40;

	/**
	 * WordPress's own mails: the function or class that sends it, its tag, and whether somebody waits for it.
	 */
	const CORE = array(
		'retrieve_password'                        => array( 'password-reset', true ),
		'wp_new_user_notification'                 => array( 'new-user', true ),
		'wp_send_user_request'                     => array( 'privacy-request', true ),
		'send_confirmation_on_profile_email'       => array( 'email-change', true ),
		'update_option_new_admin_email'            => array( 'email-change', true ),
		'wpmu_signup_user_notification'            => array( 'sign-up', true ),
		'wpmu_signup_blog_notification'            => array( 'sign-up', true ),
		'WP_Recovery_Mode_Email_Service'           => array( 'recovery-mode', true ),
		'wp_password_change_notification'          => array( 'password-changed', false ),
		'wp_notify_postauthor'                     => array( 'comment', false ),
		'wp_notify_moderator'                      => array( 'comment-moderation', false ),
		'wp_update_user'                           => array( 'account-changed', false ),
		'wp_site_admin_email_change_notification'  => array( 'email-change', false ),
		'WP_Automatic_Updater'                     => array( 'update', false ),
	);

	/**
	 * Plugins that send newsletters.
	 */
	const MASS_MAIL = array(
		'mailpoet',
		'newsletter',
		'mailster',
		'email-subscribers',
		'fluent-crm',
		'fluentcampaign-pro',
		'alo-easymail',
		'sendpress',
		'knews',
		'wysija-newsletters',
		'jackmail-newsletters',
		'noptin',
		'groundhogg',
		'icegram-mailer',
		'mail-mint',
	);

	/**
	 * Plugins whose mails hold a code to sign in with.
	 */
	const SIGN_IN = array(
		'two-factor',
		'wp-2fa',
		'two-factor-authentication',
		'miniorange-2-factor-authentication',
		'magic-login',
		'magic-login-pro',
		'passwordless-login',
		'wordfence-login-security',
	);

	/**
	 * WooCommerce's mails that somebody waits for, by their ids there.
	 */
	const URGENT_SHOP_MAILS = array( 'customer_reset_password', 'customer_new_account' );

	/**
	 * Reads the marks of the mail that is being sent right now.
	 *
	 * @param array<string, mixed> $given The arguments of wp_mail().
	 */
	public static function read( array $given ): Marks {
		// phpcs:ignore WordPress.PHP.DevelopmentFunctions.error_log_debug_backtrace -- Who calls is the question.
		$callers = debug_backtrace( DEBUG_BACKTRACE_PROVIDE_OBJECT | DEBUG_BACKTRACE_IGNORE_ARGS, self::DEPTH );
		$headers = isset( $given['headers'] ) ? implode( "\n", (array) $given['headers'] ) : '';
		$marks   = self::of( self::without_mailing( $callers ), $headers );
		/**
		 * Filters what the gateway is told of a mail.
		 *
		 * @param Marks                $marks What was found out.
		 * @param array<string, mixed> $given The arguments of wp_mail().
		 */
		$filtered = apply_filters( 'facteur_marks', $marks, $given );
		return $filtered instanceof Marks ? $filtered : $marks;
	}

	/**
	 * Decides.
	 *
	 * @param array<int, array<string, mixed>> $callers Who called, the nearest first.
	 * @param string                           $headers The header fields that the author gave.
	 */
	public static function of( array $callers, string $headers ): Marks {
		$tags   = array();
		$urgent = false;
		$many   = 1 === preg_match( '/^(List-Unsubscribe-Post|Precedence:[ \t]*bulk)/mi', $headers );
		foreach ( $callers as $caller ) {
			$plugin = self::plugin_of( isset( $caller['file'] ) ? (string) $caller['file'] : '' );
			if ( '' !== $plugin ) {
				$tags[] = $plugin;
				$urgent = $urgent || in_array( $plugin, self::SIGN_IN, true );
				$many   = $many || in_array( $plugin, self::MASS_MAIL, true );
			}
			$shop = self::shop_mail( $caller );
			if ( '' !== $shop ) {
				$tags[] = $shop;
				$urgent = $urgent || in_array( $shop, self::URGENT_SHOP_MAILS, true );
			}
			list( $tag, $waited ) = self::core_mail( $caller );
			if ( '' !== $tag ) {
				$tags[] = $tag;
				$urgent = $urgent || $waited;
			}
		}
		return new Marks( $tags, $urgent, $many );
	}

	/**
	 * Leaves out what stands between the author and this class: wp_mail() itself, the filters, and plugins that only
	 * wrap wp_mail().
	 *
	 * @param array<int, array<string, mixed>> $callers Who called, the nearest first.
	 * @return array<int, array<string, mixed>>
	 */
	private static function without_mailing( array $callers ): array {
		foreach ( $callers as $depth => $caller ) {
			if ( 'wp_mail' === $caller['function'] ) {
				return array_slice( $callers, $depth );
			}
		}
		return array();
	}

	/**
	 * The plugin that a file belongs to, or ''.
	 *
	 * @param string $file A path.
	 */
	private static function plugin_of( string $file ): string {
		$folder = trailingslashit( wp_normalize_path( WP_PLUGIN_DIR ) );
		$path   = wp_normalize_path( $file );
		if ( 0 !== strpos( $path, $folder ) ) {
			return '';
		}
		return basename( explode( '/', substr( $path, strlen( $folder ) ) )[0], '.php' );
	}

	/**
	 * The id of a WooCommerce mail, or ''.
	 *
	 * @param array<string, mixed> $caller One caller.
	 */
	private static function shop_mail( array $caller ): string {
		$mail = isset( $caller['object'] ) ? $caller['object'] : null;
		return $mail instanceof \WC_Email && isset( $mail->id ) ? (string) $mail->id : '';
	}

	/**
	 * Tag and urgency of a mail of WordPress's own.
	 *
	 * @param array<string, mixed> $caller One caller.
	 * @return array{string, bool}
	 */
	private static function core_mail( array $caller ): array {
		foreach ( array( $caller['class'] ?? '', $caller['function'] ) as $name ) {
			if ( isset( self::CORE[ $name ] ) ) {
				return self::CORE[ $name ];
			}
		}
		return array( '', false );
	}
}
