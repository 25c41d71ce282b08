<?php
/**
 * The plugin's page.
 *
 * @package Facteur
 */

namespace Facteur;

defined( 'ABSPATH' ) || exit;

/**
 * One page with parts. Nothing of what it shows is kept in WordPress: it is asked of the gateway each time.
 */
final class Page {
	/**
	 * Seconds that a person waits for an examination of DNS and servers.
	 */
	const PATIENCE = 25;

	/**
	 * Shows it.
	 */
	public static function show(): void {
		if ( ! Admin::may( is_network_admin() ) ) {
			wp_die( esc_html__( 'You may not see this.', 'facteur' ), '', array( 'response' => 403 ) );
		}
		$settings = is_network_admin() ? Settings::of_network() : Settings::load();
		$tab      = self::asked( 'tab', 'connection' );
		$tab      = is_file( self::view( $tab ) ) && ! is_network_admin() ? $tab : 'connection';
		if ( ! $settings->connected() && 'takeover' !== $tab ) {
			$tab = 'connection';
		}
		echo '<div class="wrap"><h1>' . esc_html__( 'Facteur mail gateway', 'facteur' ) . '</h1>';
		self::style();
		self::tabs( $tab, $settings );
		include self::view( $tab );
		echo '</div>';
	}

	/**
	 * A parameter of the page.
	 *
	 * @param string $name     Its name.
	 * @param string $fallback When it is not there.
	 */
	public static function asked( string $name, string $fallback = '' ): string {
		// phpcs:ignore WordPress.Security.NonceVerification.Recommended -- Looking changes nothing.
		return isset( $_GET[ $name ] ) && is_string( $_GET[ $name ] ) ? sanitize_text_field( wp_unslash( $_GET[ $name ] ) ) : $fallback;
	}

	/**
	 * The start of a form that does something.
	 *
	 * @param string                $action Which of Actions::NAMES.
	 * @param array<string, string> $hidden Fields that nobody types.
	 */
	public static function form( string $action, array $hidden = array() ): void {
		printf( '<form class="facteur-form" method="post" action="%s">', esc_url( admin_url( 'admin-post.php' ) ) );
		wp_nonce_field( 'facteur_' . $action );
		$fields = array(
			'action' => 'facteur',
			'do'     => $action,
		) + ( is_network_admin() ? array( 'network' => '1' ) : array() );
		foreach ( $fields + $hidden as $name => $value ) {
			printf( '<input type="hidden" name="%s" value="%s">', esc_attr( $name ), esc_attr( $value ) );
		}
	}

	/**
	 * What the doctor found, the worst first as it says it.
	 *
	 * @param mixed $findings From the gateway.
	 */
	public static function findings( $findings ): void {
		if ( ! is_array( $findings ) || ! $findings ) {
			echo '<p>' . esc_html__( 'Nothing to do: all that was looked at is in order.', 'facteur' ) . '</p>';
			return;
		}
		foreach ( $findings as $finding ) {
			if ( is_array( $finding ) ) {
				include self::view( 'finding' );
			}
		}
	}

	/**
	 * A time as people of this site read it.
	 *
	 * @param mixed $time From the gateway, such as 2026-11-26T08:20:42.389Z.
	 */
	public static function when( $time ): string {
		$seconds = is_string( $time ) ? strtotime( $time ) : (int) $time;
		return $seconds ? (string) wp_date( get_option( 'date_format' ) . ' H:i:s', $seconds ) : '';
	}

	/**
	 * The word for a state of the gateway's.
	 *
	 * @param string $state Its word.
	 */
	public static function state( string $state ): string {
		$words = array(
			'waiting'        => __( 'waiting', 'facteur' ),
			'queued'         => __( 'waiting', 'facteur' ),
			'scheduled'      => __( 'scheduled', 'facteur' ),
			'sending'        => __( 'being sent', 'facteur' ),
			'deferred'       => __( 'will be tried again', 'facteur' ),
			'parked'         => __( 'waits for somebody to act', 'facteur' ),
			'delivered'      => __( 'delivered', 'facteur' ),
			'failed'         => __( 'refused', 'facteur' ),
			'expired'        => __( 'given up', 'facteur' ),
			'cancelled'      => __( 'cancelled', 'facteur' ),
			'uncertain'      => __( 'perhaps delivered', 'facteur' ),
			'suppressed'     => __( 'not sent: the address is on the suppression list', 'facteur' ),
			'bounced'        => __( 'came back', 'facteur' ),
			'softly-bounced' => __( 'came back; the next one may arrive', 'facteur' ),
			'dropped'        => __( 'dropped by the provider', 'facteur' ),
			'delayed'        => __( 'the next server still tries', 'facteur' ),
			'confirmed'      => __( 'has arrived', 'facteur' ),
			'released'       => __( 'its time has come', 'facteur' ),
			'retried'        => __( 'another try was asked for', 'facteur' ),
			'unsubscribed'   => __( 'unsubscribed', 'facteur' ),
			'noted'          => __( 'noted', 'facteur' ),
			'reported'       => __( 'the sender was told', 'facteur' ),
			'complained'     => __( 'reported as spam', 'facteur' ),
			'accepted'       => __( 'accepted', 'facteur' ),
			'attempted'      => __( 'tried', 'facteur' ),
			'opened'         => __( 'opened', 'facteur' ),
			'clicked'        => __( 'link clicked', 'facteur' ),
			'astray'         => __( 'arrived, but not in the inbox', 'facteur' ),
			'refused'        => __( 'refused', 'facteur' ),
			'stuck'          => __( 'waits for somebody to act', 'facteur' ),
		);
		return $words[ $state ] ?? $state;
	}

	/**
	 * Shows a state, so that what did not arrive is seen at a glance.
	 *
	 * @param string $state The gateway's word.
	 */
	public static function show_state( string $state ): void {
		printf( '<span class="facteur-state-%s">%s</span>', esc_attr( sanitize_html_class( $state ) ), esc_html( self::state( $state ) ) );
	}

	/**
	 * The parts to choose from.
	 *
	 * @param string   $chosen   Which is shown.
	 * @param Settings $settings The settings.
	 */
	private static function tabs( string $chosen, Settings $settings ): void {
		if ( is_network_admin() ) {
			return;
		}
		$tabs = array( 'connection' => __( 'Connection', 'facteur' ) );
		if ( $settings->connected() ) {
			$tabs += array(
				'health'  => __( 'Health', 'facteur' ),
				'test'    => __( 'Test mail', 'facteur' ),
				'mails'   => __( 'Mails', 'facteur' ),
				'waiting' => __( 'Waiting here', 'facteur' ),
			);
		}
		$tabs += array( 'takeover' => __( 'Take over', 'facteur' ) );
		echo '<nav class="nav-tab-wrapper">';
		foreach ( $tabs as $tab => $label ) {
			$class = $tab === $chosen || ( 'mail' === $chosen && 'mails' === $tab ) ? 'nav-tab nav-tab-active' : 'nav-tab';
			printf( '<a class="%s" href="%s">%s</a>', esc_attr( $class ), esc_url( Links::page( $tab ) ), esc_html( $label ) );
		}
		echo '</nav>';
	}

	/**
	 * Where a part lies.
	 *
	 * @param string $name Its name.
	 */
	private static function view( string $name ): string {
		return __DIR__ . '/views/' . sanitize_key( $name ) . '.php';
	}

	/**
	 * The few looks that wp-admin has not got.
	 */
	private static function style(): void {
		echo '<style>
			.facteur-finding { background: #fff; border: 1px solid #c3c4c7; border-left-width: 4px; padding: .5em 1em; margin: 1em 0; max-width: 60em; }
			.facteur-problem { border-left-color: #d63638; }
			.facteur-warning { border-left-color: #dba617; }
			.facteur-notice { border-left-color: #72aee6; }
			.facteur-finding code { word-break: break-all; user-select: all; }
			.facteur-state-failed, .facteur-state-refused, .facteur-state-expired, .facteur-state-bounced, .facteur-state-dropped, .facteur-state-complained, .facteur-state-suppressed { color: #b32d2e; font-weight: 600; }
			.facteur-frame { width: 100%; max-width: 60em; height: 30em; background: #fff; border: 1px solid #c3c4c7; }
			.facteur-form { display: inline; }
			.facteur-form .form-table th { width: 14em; }
		</style>';
	}
}
