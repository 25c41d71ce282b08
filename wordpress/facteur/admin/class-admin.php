<?php
/**
 * The plugin in wp-admin.
 *
 * @package Facteur
 */

namespace Facteur;

defined( 'ABSPATH' ) || exit;

/**
 * Menu, notices, and the way to what a person can do there.
 */
final class Admin {
	const CAPABILITY         = 'manage_options';
	const NETWORK_CAPABILITY = 'manage_network_options';

	/**
	 * Hooks it up; only in wp-admin.
	 */
	public static function start(): void {
		add_action( 'admin_menu', array( self::class, 'add_page' ) );
		add_action( 'network_admin_menu', array( self::class, 'add_network_page' ) );
		add_action( 'admin_init', array( Spools::class, 'choose_folder' ) );
		add_action( 'admin_notices', array( Notices::class, 'show' ) );
		add_action( 'network_admin_notices', array( Notices::class, 'show' ) );
		add_action( 'admin_post_facteur', array( Actions::class, 'act' ) );
		add_action( 'admin_post_facteur_preview', array( Preview::class, 'show' ) );
		add_filter( 'plugin_action_links_' . plugin_basename( PLUGIN_FILE ), array( self::class, 'link_to_page' ) );
	}

	/**
	 * The page of a site.
	 */
	public static function add_page(): void {
		add_options_page( __( 'Facteur mail gateway', 'facteur' ), 'Facteur', self::CAPABILITY, Links::PAGE, array( Page::class, 'show' ) );
	}

	/**
	 * The page of a network.
	 */
	public static function add_network_page(): void {
		add_submenu_page( 'settings.php', __( 'Facteur mail gateway', 'facteur' ), 'Facteur', self::NETWORK_CAPABILITY, Links::PAGE, array( Page::class, 'show' ) );
	}

	/**
	 * "Settings" in the list of plugins.
	 *
	 * @param string[] $links What stands there.
	 * @return string[]
	 */
	public static function link_to_page( $links ): array {
		return array_merge( array( sprintf( '<a href="%s">%s</a>', esc_url( Links::page() ), esc_html__( 'Settings', 'facteur' ) ) ), (array) $links );
	}

	/**
	 * Whether the person at hand may see and do all this.
	 *
	 * @param bool $network Whether for the whole network.
	 */
	public static function may( bool $network = false ): bool {
		return current_user_can( $network ? self::NETWORK_CAPABILITY : self::CAPABILITY );
	}
}
