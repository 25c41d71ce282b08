<?php
/**
 * Where everything is hung up.
 *
 * @package Facteur
 */

namespace Facteur;

defined( 'ABSPATH' ) || exit;

/**
 * Hooks the plugin into WordPress. A request that sends no mail and shows no page of ours loads nothing but this.
 */
final class Plugin {
	/**
	 * After everybody else.
	 */
	const LAST = PHP_INT_MAX;

	/**
	 * What happens to mails in this request.
	 *
	 * @var Handover|null
	 */
	private static $handover;

	/**
	 * Called once, when WordPress loads its plugins.
	 */
	public static function start(): void {
		register_activation_hook( PLUGIN_FILE, array( self::class, 'activate' ) );
		register_deactivation_hook( PLUGIN_FILE, array( self::class, 'deactivate' ) );
		add_action( 'init', array( self::class, 'load_texts' ) );
		add_filter( 'pre_wp_mail', array( self::class, 'before_mail' ), self::LAST, 2 );
		add_filter( 'wp_mail_from', array( self::class, 'from_address' ), self::LAST );
		add_filter( 'wp_mail_from_name', array( self::class, 'from_name' ), self::LAST );
		add_action( Drain::HOOK, array( self::class, 'drain' ) );
		add_action( 'shutdown', array( self::class, 'at_shutdown' ), self::LAST );
		add_filter( 'site_status_tests', array( Site_Health::class, 'tests' ) );
		if ( is_admin() ) {
			Admin::start();
		}
		if ( defined( 'WP_CLI' ) && WP_CLI ) {
			\WP_CLI::add_command( 'facteur', Command::class );
		}
	}

	/**
	 * What happens to mails in this request.
	 */
	public static function handover(): Handover {
		if ( null === self::$handover ) {
			self::$handover = new Handover();
		}
		return self::$handover;
	}

	/**
	 * Makes room for waiting mail.
	 */
	public static function activate(): void {
		Table_Spool::create();
		Spools::choose_folder();
	}

	/**
	 * Waiting mail stays; switching the plugin on again hands it over.
	 */
	public static function deactivate(): void {
		wp_clear_scheduled_hook( Drain::HOOK );
	}

	/**
	 * Loads the translations that come with the plugin.
	 */
	public static function load_texts(): void {
		load_plugin_textdomain( 'facteur', false, dirname( plugin_basename( PLUGIN_FILE ) ) . '/languages' );
	}

	/**
	 * Filter `pre_wp_mail`, after all others: puts our mailer where wp_mail() looks for one, and lets it go on. Who has
	 * decided before us, decides.
	 *
	 * @param bool|null            $decided What others have decided.
	 * @param array<string, mixed> $given   The arguments of wp_mail().
	 * @return bool|null
	 */
	public static function before_mail( $decided, $given ) {
		$settings = Settings::load();
		if ( null !== $decided || ! $settings->connected() ) {
			return $decided;
		}
		Connection::learn_senders( $settings );
		if ( ! ( isset( $GLOBALS['phpmailer'] ) && $GLOBALS['phpmailer'] instanceof Mailer ) ) {
			// phpcs:ignore WordPress.WP.GlobalVariablesOverride.Prohibited -- The only place where WordPress takes a mailer from.
			$GLOBALS['phpmailer'] = new Mailer( self::handover() );
		}
		$GLOBALS['phpmailer']->begin( Mark_Reader::read( (array) $given ) );
		return null;
	}

	/**
	 * Filter `wp_mail_from`.
	 *
	 * @param mixed $address What others want.
	 * @return mixed
	 */
	public static function from_address( $address ) {
		$settings = Settings::load();
		return $settings->connected() ? ( new Sender_Rules( $settings ) )->address( $address ) : $address;
	}

	/**
	 * Filter `wp_mail_from_name`.
	 *
	 * @param mixed $name What others want.
	 * @return mixed
	 */
	public static function from_name( $name ) {
		$settings = Settings::load();
		return $settings->connected() ? ( new Sender_Rules( $settings ) )->name( $name ) : $name;
	}

	/**
	 * The cron event.
	 */
	public static function drain(): void {
		( new Drain( self::handover() ) )->by_cron();
	}

	/**
	 * The end of a request.
	 */
	public static function at_shutdown(): void {
		if ( (int) get_option( Drain::NEXT_OPTION ) > 0 && ! wp_installing() ) {
			( new Drain( self::handover() ) )->at_shutdown();
		}
	}
}
