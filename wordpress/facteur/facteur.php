<?php
/**
 * Plugin Name:       Facteur
 * Description:       Hands every mail of this site to your own Facteur mail gateway in milliseconds. When the gateway does not answer, the mail is kept here and handed over later, once.
 * Version:           1.0.0
 * Requires at least: 6.1
 * Requires PHP:      7.4
 * Author:            The Facteur maintainers
 * License:           Apache-2.0
 * License URI:       https://www.apache.org/licenses/LICENSE-2.0
 * Text Domain:       facteur
 * Domain Path:       /languages
 *
 * @package Facteur
 */

namespace Facteur;

defined( 'ABSPATH' ) || exit;

const VERSION     = '1.0.0';
const PLUGIN_FILE = __FILE__;

require_once __DIR__ . '/includes/class-autoloader.php';

Autoloader::register();
Plugin::start();
