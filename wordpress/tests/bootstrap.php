<?php
/**
 * Loads a real WordPress, with the plugin active and connected to a real gateway, for its tests: WORDPRESS_FOLDER says
 * where it is, WORDPRESS_HOST what it is called. SENDMAIL_FILE is where PHP's own mail() puts its mail.
 *
 * @package Facteur
 */

error_reporting( E_ALL & ~E_DEPRECATED & ~E_USER_DEPRECATED );
$_SERVER['HTTP_HOST']   = getenv( 'WORDPRESS_HOST' );
$_SERVER['REQUEST_URI'] = '/';
require_once getenv( 'WORDPRESS_FOLDER' ) . '/wp-load.php';
require_once __DIR__ . '/class-facteur-test.php';
