<?php
/**
 * What a person can do.
 *
 * @package Facteur
 */

namespace Facteur;

defined( 'ABSPATH' ) || exit;

/**
 * One door for everything that changes something. Whoever comes in has the right to it and comes from a page of ours.
 */
final class Actions {
	const NAMES = array( 'connect', 'disconnect', 'senders', 'test', 'examine', 'resend', 'drain', 'retry', 'delete', 'takeover' );

	/**
	 * Action `admin_post_facteur`.
	 */
	public static function act(): void {
		$name    = isset( $_POST['do'] ) ? sanitize_key( wp_unslash( $_POST['do'] ) ) : '';
		$network = isset( $_POST['network'] ) && is_multisite();
		if ( ! in_array( $name, self::NAMES, true ) || ! Admin::may( $network ) ) {
			wp_die( esc_html__( 'You may not do this.', 'facteur' ), '', array( 'response' => 403 ) );
		}
		check_admin_referer( 'facteur_' . $name );
		$back = self::$name( $network );
		wp_safe_redirect( $network ? str_replace( admin_url( 'options-general.php' ), network_admin_url( 'settings.php' ), $back ) : $back );
		exit;
	}

	/**
	 * A text of the form.
	 *
	 * @param string $name Its field.
	 */
	private static function text( string $name ): string {
		// phpcs:ignore WordPress.Security.NonceVerification.Missing -- act() has checked it.
		return isset( $_POST[ $name ] ) && is_string( $_POST[ $name ] ) ? sanitize_text_field( wp_unslash( $_POST[ $name ] ) ) : '';
	}

	/**
	 * Connects the site.
	 *
	 * @param bool $network Whether the whole network.
	 */
	private static function connect( bool $network ): string {
		// Not through sanitize_text_field(), which would change a link; Connection_Link takes it apart.
		// phpcs:ignore WordPress.Security -- act() has checked the nonce.
		$site = Connection::pair( isset( $_POST['link'] ) ? (string) wp_unslash( $_POST['link'] ) : '', $network );
		if ( is_wp_error( $site ) ) {
			Notices::say( 'error', $site->get_error_message() );
			return Links::page();
		}
		if ( $network ) {
			/* translators: %s: the site's name at the gateway */
			Notices::say( 'success', sprintf( __( 'Connected as site %s. From now on the mail of all sites of this network goes to the gateway, except of those that have a connection of their own.', 'facteur' ), $site ) );
			return Links::page();
		}
		$unverified = Settings::load()->unverified();
		if ( $unverified ) {
			/* translators: 1: the site's name at the gateway, 2: domains */
			Notices::say( 'warning', sprintf( __( 'Connected as site %1$s. One thing is left: show the gateway that %2$s is yours. Mail that it refuses until then is kept on this server.', 'facteur' ), $site, implode( ', ', $unverified ) ) );
			return Links::page( 'health' );
		}
		/* translators: %s: the site's name at the gateway */
		Notices::say( 'success', sprintf( __( 'Connected as site %s. From now on this site\'s mail goes to the gateway. Send yourself a test mail.', 'facteur' ), $site ) );
		return Links::page( 'test' );
	}

	/**
	 * Forgets the connection.
	 *
	 * @param bool $network Whether the whole network's.
	 */
	private static function disconnect( bool $network ): string {
		Settings::disconnect( $network );
		Notices::say( 'success', __( 'Disconnected. Mail leaves by PHP again.', 'facteur' ) );
		return Links::page();
	}

	/**
	 * Changes who mails come from.
	 *
	 * @param bool $network Whether for the whole network.
	 */
	private static function senders( bool $network ): string {
		$address = self::text( 'from_address' );
		if ( '' !== $address && ! is_email( $address ) ) {
			/* translators: %s: what was typed */
			Notices::say( 'error', sprintf( __( '%s is no mail address; nothing was changed.', 'facteur' ), $address ) );
			return Links::page();
		}
		Settings::change(
			array(
				'from_mode'    => self::text( 'from_mode' ),
				'from_address' => $address,
				'from_name'    => self::text( 'from_name' ),
				'last_resort'  => '1' === self::text( 'last_resort' ),
			),
			$network
		);
		Notices::say( 'success', __( 'Saved.', 'facteur' ) );
		return Links::page();
	}

	/**
	 * Sends a test mail by WordPress, as all mail of this site.
	 */
	private static function test(): string {
		$address = self::text( 'to' );
		if ( ! is_email( $address ) ) {
			Notices::say( 'error', __( 'Type the address that the test mail goes to.', 'facteur' ) );
			return Links::page( 'test' );
		}
		Test_Mail::send( $address );
		$outcome = Plugin::handover()->last();
		if ( null === $outcome ) {
			Notices::say( 'error', __( 'The mail did not come by here: the site is not connected, or another plugin has taken it.', 'facteur' ) );
			return Links::page( 'test' );
		}
		if ( Outcome::AT_GATEWAY === $outcome->kind() ) {
			return Links::page( 'mail', array( 'id' => $outcome->id() ) );
		}
		/* translators: %s: why */
		$text = $outcome->is_taken() ? sprintf( __( 'The gateway did not take it, so it is kept here and handed over later: %s', 'facteur' ), $outcome->why() ) : $outcome->why();
		Notices::say( $outcome->is_taken() ? 'warning' : 'error', $text );
		return Links::page( 'test' );
	}

	/**
	 * Lets the gateway send a test mail of its own and follow it to its end.
	 */
	private static function examine(): string {
		$settings = Settings::load();
		$answer   = $settings->gateway()->post(
			'/v1/tests',
			array(
				'to'       => self::text( 'to' ),
				'from'     => ( new Sender_Rules( $settings ) )->own_address(),
				'language' => 0 === strpos( get_user_locale(), 'fr' ) ? 'fr' : 'en',
			)
		);
		if ( $answer->fine() && isset( $answer->body['id'] ) ) {
			return Links::page( 'test', array( 'test' => (string) $answer->body['id'] ) );
		}
		Notices::say( 'error', $answer->problem() );
		return Links::page( 'test' );
	}

	/**
	 * Sends a mail once more.
	 */
	private static function resend(): string {
		$id     = self::text( 'id' );
		$answer = Settings::load()->gateway()->post( '/v1/mails/' . rawurlencode( $id ) . '/resend', array() );
		if ( ! $answer->fine() ) {
			Notices::say( 'error', $answer->problem() );
			return Links::page( 'mail', array( 'id' => $id ) );
		}
		Notices::say( 'success', __( 'The mail is on its way once more, as a new one.', 'facteur' ) );
		return Links::page( 'mail', array( 'id' => isset( $answer->body['id'] ) ? (string) $answer->body['id'] : $id ) );
	}

	/**
	 * Hands waiting mail over now.
	 */
	private static function drain(): string {
		delete_option( Handover::PAUSE_OPTION );
		$given = ( new Drain( Plugin::handover() ) )->run( Drain::PAGE_SECONDS );
		/* translators: %d: a number of mails */
		Notices::say( $given ? 'success' : 'warning', sprintf( _n( '%d mail handed over.', '%d mails handed over.', $given, 'facteur' ), $given ) );
		return Links::page( 'waiting' );
	}

	/**
	 * Lets a mail wait again that was set aside.
	 */
	private static function retry(): string {
		Spools::change( 'retry', self::text( 'id' ) );
		return Links::page( 'waiting' );
	}

	/**
	 * Removes a mail that is kept here.
	 */
	private static function delete(): string {
		Spools::change( 'delete', self::text( 'id' ) );
		return Links::page( 'waiting' );
	}

	/**
	 * Takes over another plugin's settings.
	 */
	private static function takeover(): string {
		$result = Takeover::carry_out( self::text( 'plugin' ) );
		Notices::say( is_wp_error( $result ) ? 'error' : 'success', is_wp_error( $result ) ? $result->get_error_message() : $result );
		return Links::page( 'takeover' );
	}
}
