<?php
define( 'DB_NAME', 'wordpress' );
define( 'DB_USER', 'root' );
define( 'DB_PASSWORD', '' );
define( 'DB_HOST', 'localhost:' . __DIR__ . '/../mariadb/socket' );
foreach ( array( 'AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE' ) as $name ) {
	define( $name . '_KEY', hash( 'sha256', $name ) );
	define( $name . '_SALT', hash( 'sha256', 'salt ' . $name ) );
}
define( 'WP_CONTENT_DIR', __DIR__ . '/wp-content' );
// Nothing but the gateway is called; it is on this machine, which WordPress counts among what may be.
define( 'WP_HTTP_BLOCK_EXTERNAL', true );
define( 'DISABLE_WP_CRON', true );
// What a test adds.
foreach ( glob( __DIR__ . '/config-*.php' ) as $more ) {
	require $more;
}
$table_prefix = 'wp_';
defined( 'ABSPATH' ) || define( 'ABSPATH', __DIR__ . '/' );
require_once ABSPATH . 'wp-settings.php';
