<?php
/**
 * Removes what the plugin has stored, when it is deleted. Mail that still waits is removed as well.
 *
 * @package Facteur
 */

namespace Facteur;

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

require_once __DIR__ . '/includes/class-autoloader.php';
Autoloader::register();

/**
 * One site.
 */
function forget_site(): void {
	$database = $GLOBALS['wpdb'];
	foreach ( array( Settings::OPTION, Handover::PAUSE_OPTION, Drain::NEXT_OPTION ) as $option ) {
		delete_option( $option );
	}
	delete_transient( Connection::ASKED_TRANSIENT );
	// What was said to somebody who has not seen it yet.
	foreach ( array( '_transient_facteur_said_', '_transient_timeout_facteur_said_' ) as $start ) {
		// phpcs:ignore WordPress.DB.DirectDatabaseQuery -- WordPress has no way to name all of them.
		$database->query( $database->prepare( "DELETE FROM {$database->options} WHERE option_name LIKE %s", $database->esc_like( $start ) . '%' ) );
	}
	wp_clear_scheduled_hook( Drain::HOOK );
	$folder = Spools::folder();
	if ( '' !== $folder ) {
		( new Folder_Spool( $folder, get_current_blog_id() ) )->clear();
	}
}

if ( is_multisite() ) {
	foreach ( get_sites( array( 'fields' => 'ids', 'number' => 0 ) ) as $facteur_site ) {
		switch_to_blog( $facteur_site );
		forget_site();
		restore_current_blog();
	}
} else {
	forget_site();
}
Table_Spool::drop();
delete_site_option( Settings::OPTION );
delete_site_option( Spools::FOLDER_OPTION );
