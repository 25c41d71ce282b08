<?php
/**
 * Other plugins that send mail.
 *
 * @package Facteur
 */

namespace Facteur;

defined( 'ABSPATH' ) || exit;

/**
 * Finds plugins that take mail before it gets here, or that want to. Two of them at once are the usual reason why mail
 * goes a way that nobody expects.
 */
final class Conflicts {
	/**
	 * Plugins that replace WordPress's way of sending, by their folder.
	 */
	const KNOWN = array(
		'wp-mail-smtp'                         => 'WP Mail SMTP',
		'wp-mail-smtp-pro'                     => 'WP Mail SMTP Pro',
		'fluent-smtp'                          => 'FluentSMTP',
		'post-smtp'                            => 'Post SMTP',
		'easy-wp-smtp'                         => 'Easy WP SMTP',
		'postman-smtp'                         => 'Postman SMTP',
		'wp-mail-bank'                         => 'Mail Bank',
		'wp-mail-booster'                      => 'WP Mail Booster',
		'smtp-mailer'                          => 'SMTP Mailer',
		'gmail-smtp'                           => 'Gmail SMTP',
		'wp-email-smtp'                        => 'WP Email SMTP',
		'bws-smtp'                             => 'SMTP by BestWebSoft',
		'wp-sendgrid-smtp'                     => 'WP SendGrid SMTP',
		'sendgrid-email-delivery-simplified'   => 'SendGrid',
		'mailgun'                              => 'Mailgun',
		'postmark-approved-wordpress-plugin'   => 'Postmark',
		'sparkpost'                            => 'SparkPost',
		'wp-offload-ses-lite'                  => 'WP Offload SES Lite',
		'wp-offload-ses'                       => 'WP Offload SES',
		'wp-ses'                               => 'WP SES',
		'wp-smtp'                              => 'Solid Mail',
		'site-mailer'                          => 'Site Mailer',
		'gravitysmtp'                          => 'Gravity SMTP',
		'smtp2go'                              => 'SMTP2GO',
		'turbosmtp'                            => 'turboSMTP',
		'disable-emails'                       => 'Disable Emails',
		'mailin'                               => 'Brevo',
		'cimy-swift-smtp'                      => 'Cimy Swift SMTP',
		'wp-easy-smtp'                         => 'WP Easy SMTP',
		'my-smtp-wp'                           => 'MY SMTP WP',
		'sar-friendly-smtp'                    => 'SAR Friendly SMTP',
		'smtp-mail'                            => 'SMTP Mail',
		'wp-gmail-smtp'                        => 'WP Gmail SMTP',
		'wp-mailgun-smtp'                      => 'WP Mailgun SMTP',
		'wp-yahoo-smtp'                        => 'WP Yahoo SMTP',
		'wp-amazon-ses-smtp'                   => 'WP Amazon SES SMTP',
	);

	/**
	 * Active plugins that send mail in a way of their own.
	 *
	 * @return array<string, string> Names, by the plugin's file.
	 */
	public static function active(): array {
		$found = array();
		$files = (array) get_option( 'active_plugins', array() );
		if ( is_multisite() ) {
			$files = array_merge( $files, array_keys( (array) get_site_option( 'active_sitewide_plugins', array() ) ) );
		}
		foreach ( $files as $file ) {
			$folder = dirname( (string) $file );
			if ( isset( self::KNOWN[ $folder ] ) ) {
				$found[ (string) $file ] = self::KNOWN[ $folder ];
			}
		}
		return $found;
	}

	/**
	 * The file that has put its own wp_mail() in the place of WordPress's, or ''. Then no mail comes here at all.
	 */
	public static function taken_over_by(): string {
		if ( ! function_exists( 'wp_mail' ) ) {
			return '';
		}
		$file = wp_normalize_path( (string) ( new \ReflectionFunction( 'wp_mail' ) )->getFileName() );
		return wp_normalize_path( ABSPATH . WPINC . '/pluggable.php' ) === $file ? '' : $file;
	}

	/**
	 * One sentence for each trouble.
	 *
	 * @return string[]
	 */
	public static function sentences(): array {
		$sentences = array();
		$taker     = self::taken_over_by();
		if ( '' !== $taker ) {
			/* translators: %s: a path such as /wp-content/plugins/fluent-smtp/fluent-smtp.php */
			$sentences[] = sprintf( __( 'Mail does not reach Facteur: %s has replaced the function by which WordPress sends. Switch that plugin off.', 'facteur' ), str_replace( wp_normalize_path( ABSPATH ), '/', $taker ) );
		}
		foreach ( self::active() as $name ) {
			/* translators: %s: the name of a plugin */
			$sentences[] = sprintf( __( '%s is active as well and wants to send the same mail. Only one of the two can: switch it off, its settings can be taken over first.', 'facteur' ), $name );
		}
		return $sentences;
	}
}
