<?php
/**
 * The places where this site's mails may wait.
 *
 * @package Facteur
 */

namespace Facteur;

defined( 'ABSPATH' ) || exit;

/**
 * Chooses between folder and table, and lists both: mail that waits in one of them is not forgotten because the other
 * is used since.
 */
final class Spools {
	const FOLDER_OPTION = 'facteur_spool_folder';

	/**
	 * Names of folders that web servers usually show, with all that lies in them: the site may be an additional one
	 * inside the folder of another. The last two are so anywhere only when the folder itself is called so.
	 */
	const SHOWN       = array( 'public_html', 'htdocs', 'httpdocs', 'html', 'webroot', 'wwwroot', 'public' );
	const SHOWN_ALONE = array( 'www', 'web' );

	/**
	 * The places, the preferred one first.
	 *
	 * @return array<string, Spool> By a short name.
	 */
	public static function all(): array {
		$blog_id = get_current_blog_id();
		$folder  = self::folder();
		$table   = array( 'table' => new Table_Spool( $blog_id ) );
		return '' === $folder ? $table : array( 'folder' => new Folder_Spool( $folder, $blog_id ) ) + $table;
	}

	/**
	 * Keeps a mail in the first place that can.
	 *
	 * @param Mail $mail The mail.
	 */
	public static function keep( Mail $mail ): bool {
		foreach ( self::all() as $spool ) {
			if ( $spool->put( $mail ) ) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Whether a mail waits.
	 */
	public static function has_waiting(): bool {
		foreach ( self::all() as $spool ) {
			if ( $spool->waiting( 1 ) ) {
				return true;
			}
		}
		return false;
	}

	/**
	 * What is kept here, for a person to look at.
	 *
	 * @param int $limit So many of each place at most.
	 * @return array<string, Spooled> By PLACE:ID.
	 */
	public static function listed( int $limit = 100 ): array {
		$found = array();
		foreach ( self::all() as $place => $spool ) {
			foreach ( $spool->all( $limit ) as $entry ) {
				$found[ $place . ':' . $entry->id ] = $entry;
			}
		}
		return $found;
	}

	/**
	 * Does what a person decided about one mail.
	 *
	 * @param string $action retry or delete.
	 * @param string $name   PLACE:ID.
	 */
	public static function change( string $action, string $name ): bool {
		list( $place, $id ) = explode( ':', $name . ':', 3 );
		$spool              = self::all()[ $place ] ?? null;
		if ( null === $spool || '' === $id ) {
			return false;
		}
		if ( 'delete' === $action ) {
			$spool->remove( $id );
		} else {
			$spool->bring_back( $id );
			Drain::expect();
		}
		return true;
	}

	/**
	 * Where the folder is: named in wp-config.php, or chosen here once. The choice is stored, because only a page knows
	 * what the web server shows, and cron and the command line have to find the same place.
	 *
	 * @return string '' when there is none.
	 */
	public static function folder(): string {
		if ( defined( 'FACTEUR_SPOOL' ) ) {
			return (string) constant( 'FACTEUR_SPOOL' );
		}
		return (string) get_site_option( self::FOLDER_OPTION, '' );
	}

	/**
	 * Chooses the folder, when a page is asked for and nothing is chosen yet.
	 */
	public static function choose_folder(): void {
		$root = self::document_root();
		if ( '' === $root || false !== get_site_option( self::FOLDER_OPTION, false ) ) {
			return;
		}
		$parent = dirname( $root );
		$folder = $parent . '/facteur-spool-' . substr( hash_hmac( 'sha256', network_home_url(), wp_salt() ), 0, 32 );
		$usable = '/' !== $parent && self::is_hidden( $parent, $root ) && ( new Folder_Spool( $folder, 0 ) )->is_usable();
		update_site_option( self::FOLDER_OPTION, $usable ? $folder : '' );
	}

	/**
	 * The folder that the web server shows, or '' when no web server asks.
	 */
	private static function document_root(): string {
		// phpcs:ignore WordPress.Security.ValidatedSanitizedInput -- A path that the web server says, compared and never shown.
		$root = isset( $_SERVER['DOCUMENT_ROOT'] ) ? realpath( (string) $_SERVER['DOCUMENT_ROOT'] ) : false;
		return false === $root || 'cli' === PHP_SAPI ? '' : $root;
	}

	/**
	 * Whether nothing that a web server shows, or usually shows, lies at or above a folder's place.
	 *
	 * @param string $folder The folder.
	 * @param string $root   What the web server shows.
	 */
	public static function is_hidden( string $folder, string $root ): bool {
		if ( array_intersect( self::SHOWN, explode( '/', $folder ) ) || in_array( basename( $folder ), self::SHOWN_ALONE, true ) ) {
			return false;
		}
		foreach ( array( $root, realpath( ABSPATH ), realpath( WP_CONTENT_DIR ) ) as $shown ) {
			if ( is_string( $shown ) && 0 === strpos( $folder . '/', trailingslashit( $shown ) ) ) {
				return false;
			}
		}
		return true;
	}
}
