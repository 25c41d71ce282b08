<?php
/**
 * Finds the plugin's classes.
 *
 * @package Facteur
 */

namespace Facteur;

defined( 'ABSPATH' ) || exit;

/**
 * `Facteur\Folder_Spool` lies in `includes/class-folder-spool.php`, an interface in `interface-….php`, and what only
 * wp-admin needs in `admin/`.
 */
final class Autoloader {
	/**
	 * From here on classes are loaded when they are first used.
	 */
	public static function register(): void {
		spl_autoload_register( array( self::class, 'load' ) );
	}

	/**
	 * Loads one class, if it is ours.
	 *
	 * @param string $name The class's full name.
	 */
	public static function load( string $name ): void {
		if ( 0 !== strpos( $name, __NAMESPACE__ . '\\' ) ) {
			return;
		}
		$base = strtolower( str_replace( '_', '-', substr( $name, strlen( __NAMESPACE__ ) + 1 ) ) );
		foreach ( array( 'includes/class-', 'includes/interface-', 'admin/class-' ) as $start ) {
			$file = dirname( __DIR__ ) . '/' . $start . $base . '.php';
			if ( is_readable( $file ) ) {
				require_once $file;
				return;
			}
		}
	}
}
