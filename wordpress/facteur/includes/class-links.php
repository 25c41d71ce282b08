<?php
/**
 * Addresses of the plugin's pages.
 *
 * @package Facteur
 */

namespace Facteur;

defined( 'ABSPATH' ) || exit;

/**
 * Where the plugin's page and its parts are.
 */
final class Links {
	const PAGE = 'facteur';

	/**
	 * The page, or one of its parts.
	 *
	 * @param string                $tab   The part.
	 * @param array<string, string> $query More parameters.
	 */
	public static function page( string $tab = 'connection', array $query = array() ): string {
		return add_query_arg(
			array(
				'page' => self::PAGE,
				'tab'  => $tab,
			) + array_map( 'rawurlencode', $query ),
			is_network_admin() ? network_admin_url( 'settings.php' ) : admin_url( 'options-general.php' )
		);
	}
}
