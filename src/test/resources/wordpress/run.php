<?php
// Runs PHP from standard input in a WordPress, as the site at PATH: FOLDER HOST PATH.
list( , $folder, $_SERVER['HTTP_HOST'], $_SERVER['REQUEST_URI'] ) = $argv;
require $folder . '/wp-load.php';
eval( stream_get_contents( STDIN ) );
