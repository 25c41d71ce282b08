<?php
// Runs PHP from standard input in a WordPress: FOLDER HOST.
list( , $folder, $_SERVER['HTTP_HOST'] ) = $argv;
$_SERVER['REQUEST_URI'] = '/';
require $folder . '/wp-load.php';
eval( stream_get_contents( STDIN ) );
