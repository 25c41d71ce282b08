<?php
/**
 * The plugin's settings.
 *
 * @package Facteur
 */

namespace Facteur;

defined( 'ABSPATH' ) || exit;

/**
 * What is set: by constants in wp-config.php first, then for this site, then for its whole network.
 */
final class Settings {
	const OPTION = 'facteur_settings';

	const KEEP_FITTING = 'fitting';
	const FORCE        = 'force';
	const KEEP         = 'keep';

	const DEFAULTS = array(
		'url'          => '',
		'key'          => '',
		'site'         => '',
		'senders'      => array(),
		'unverified'   => array(),
		'from_mode'    => self::KEEP_FITTING,
		'from_address' => '',
		'from_name'    => '',
		'last_resort'  => false,
	);

	/**
	 * What is stored, with the defaults.
	 *
	 * @var array<string, mixed>
	 */
	private $stored;

	/**
	 * Makes one.
	 *
	 * @param array<string, mixed> $stored What is stored.
	 */
	private function __construct( array $stored ) {
		$this->stored = array_merge( self::DEFAULTS, $stored );
	}

	/**
	 * The settings of the current site.
	 */
	public static function load(): self {
		$own = (array) get_option( self::OPTION, array() );
		if ( ! is_multisite() ) {
			return new self( $own );
		}
		return new self( array_merge( (array) get_site_option( self::OPTION, array() ), $own ) );
	}

	/**
	 * Whether this site has no connection of its own and uses its network's.
	 */
	public static function are_networks(): bool {
		return is_multisite() && ! isset( ( (array) get_option( self::OPTION, array() ) )['url'] );
	}

	/**
	 * The settings of the whole network.
	 */
	public static function of_network(): self {
		return new self( (array) get_site_option( self::OPTION, array() ) );
	}

	/**
	 * Changes some settings of this site, or of the network.
	 *
	 * @param array<string, mixed> $changes New values; null goes back to the default.
	 * @param bool                 $network Whether they are the network's.
	 */
	public static function change( array $changes, bool $network = false ): void {
		$before = (array) ( $network ? get_site_option( self::OPTION, array() ) : get_option( self::OPTION, array() ) );
		$after  = array_filter(
			array_merge( $before, array_intersect_key( $changes, self::DEFAULTS ) ),
			static function ( $value ) {
				return null !== $value;
			}
		);
		if ( $network ) {
			update_site_option( self::OPTION, $after );
		} else {
			update_option( self::OPTION, $after );
		}
	}

	/**
	 * Remembers a connection.
	 *
	 * @param string   $url     Where the gateway is.
	 * @param string   $key     The site's key there; sealed before it is stored.
	 * @param string   $site    The site's name there.
	 * @param string[] $senders Domains the site may send from.
	 * @param bool     $network Whether it is the whole network's.
	 */
	public static function connect( string $url, string $key, string $site, array $senders, bool $network = false ): void {
		self::change(
			array(
				'url'        => untrailingslashit( $url ),
				'key'        => Sealer::seal( $key ),
				'site'       => $site,
				'senders'    => array_values( $senders ),
				'unverified' => null,
			),
			$network
		);
	}

	/**
	 * Forgets the connection; mail goes as it went without the plugin.
	 *
	 * @param bool $network Whether it is the whole network's.
	 */
	public static function disconnect( bool $network = false ): void {
		self::change( array_fill_keys( array( 'url', 'key', 'site', 'senders', 'unverified' ), null ), $network );
	}

	/**
	 * Where the gateway is, or ''.
	 */
	public function url(): string {
		return defined( 'FACTEUR_URL' ) ? untrailingslashit( (string) constant( 'FACTEUR_URL' ) ) : (string) $this->stored['url'];
	}

	/**
	 * The site's key, or '' when there is none that can be read.
	 */
	public function key(): string {
		if ( defined( 'FACTEUR_KEY' ) ) {
			return (string) constant( 'FACTEUR_KEY' );
		}
		return '' === $this->stored['key'] ? '' : (string) Sealer::open( (string) $this->stored['key'] );
	}

	/**
	 * Whether mail goes to a gateway. Also true when its key became unreadable: then mail waits here, rather than
	 * take a way that nobody wanted.
	 */
	public function connected(): bool {
		return '' !== $this->url();
	}

	/**
	 * Whether wp-config.php says where the gateway is, so that nothing can be changed here.
	 */
	public function fixed(): bool {
		return defined( 'FACTEUR_URL' ) || defined( 'FACTEUR_KEY' );
	}

	/**
	 * The site's name at the gateway.
	 */
	public function site(): string {
		return (string) $this->stored['site'];
	}

	/**
	 * Domains the gateway lets this site send from; none when they are not known.
	 *
	 * @return string[]
	 */
	public function senders(): array {
		return array_map( 'strval', (array) $this->stored['senders'] );
	}

	/**
	 * Those of them that nothing has shown to be the site's yet.
	 *
	 * @return string[]
	 */
	public function unverified(): array {
		return array_map( 'strval', (array) $this->stored['unverified'] );
	}

	/**
	 * Which senders are replaced: those that do not fit (KEEP_FITTING), all (FORCE), or none (KEEP).
	 */
	public function from_mode(): string {
		$mode = (string) $this->stored['from_mode'];
		return in_array( $mode, array( self::FORCE, self::KEEP ), true ) ? $mode : self::KEEP_FITTING;
	}

	/**
	 * The address that replaces others, or '' to have one made.
	 */
	public function from_address(): string {
		return defined( 'FACTEUR_FROM' ) ? (string) constant( 'FACTEUR_FROM' ) : (string) $this->stored['from_address'];
	}

	/**
	 * The name in place of "WordPress", or '' for the site's title.
	 */
	public function from_name(): string {
		return (string) $this->stored['from_name'];
	}

	/**
	 * Whether a mail that can be kept nowhere is left to PHP's mail().
	 */
	public function last_resort(): bool {
		return defined( 'FACTEUR_LAST_RESORT' ) ? (bool) constant( 'FACTEUR_LAST_RESORT' ) : (bool) $this->stored['last_resort'];
	}

	/**
	 * The gateway.
	 */
	public function gateway(): Gateway {
		return new Gateway( $this->url(), $this->key() );
	}
}
