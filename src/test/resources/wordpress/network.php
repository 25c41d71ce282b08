<?php
// Makes a network of the WordPress in the folder above, with a second site at /two/: FOLDER HOST.
list( , $folder, $_SERVER['HTTP_HOST'] ) = $argv;
$_SERVER['REQUEST_URI'] = '/';
if ( ! is_file( $folder . '/config-network.php' ) ) {
	require $folder . '/wp-load.php';
	require ABSPATH . 'wp-admin/includes/upgrade.php';
	require ABSPATH . 'wp-admin/includes/network.php';
	foreach ( $wpdb->tables( 'ms_global' ) as $table => $name ) {
		$wpdb->$table = $name;
	}
	install_network();
	populate_network( 1, $_SERVER['HTTP_HOST'], 'admin@shop.example', 'Network', '/', false );
	update_option( 'active_plugins', array() );
	$constants = array(
		'MULTISITE'            => true,
		'SUBDOMAIN_INSTALL'    => false,
		'DOMAIN_CURRENT_SITE'  => $_SERVER['HTTP_HOST'],
		'PATH_CURRENT_SITE'    => '/',
		'SITE_ID_CURRENT_SITE' => 1,
		'BLOG_ID_CURRENT_SITE' => 1,
	);
	$text = "<?php\n";
	foreach ( $constants as $name => $value ) {
		$text .= sprintf( "define( '%s', %s );\n", $name, var_export( $value, true ) );
	}
	file_put_contents( $folder . '/config-network.php', $text );
	exit;
}
require $folder . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/plugin.php';
wpmu_create_blog( $_SERVER['HTTP_HOST'], '/two/', 'Two', 1 );
$failed = activate_plugin( 'facteur/facteur.php', '', true );
if ( is_wp_error( $failed ) ) {
	exit( $failed->get_error_message() );
}
