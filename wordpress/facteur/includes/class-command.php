<?php
/**
 * The commands of WP-CLI.
 *
 * @package Facteur
 */

namespace Facteur;

defined( 'ABSPATH' ) || exit;

/**
 * Connects this site to a Facteur mail gateway and looks after its mail.
 */
final class Command {
	/**
	 * Connects the site.
	 *
	 * ## OPTIONS
	 *
	 * <link>
	 * : The connection link that `facteur site pair NAME` shows on the gateway; or its token alone, where the gateway is
	 * on this machine.
	 *
	 * [--for-network]
	 * : Connects all sites of the network at once.
	 *
	 * ## EXAMPLES
	 *
	 *     wp facteur connect 'https://mail.example.com/connect#facteur_pair_…'
	 *
	 * @param string[]             $arguments The link.
	 * @param array<string, mixed> $options   Options.
	 */
	public function connect( array $arguments, array $options = array() ): void {
		$site = Connection::pair( (string) $arguments[0], isset( $options['for-network'] ) );
		if ( is_wp_error( $site ) ) {
			\WP_CLI::error( $site->get_error_message() );
			return;
		}
		/* translators: %s: the site's name at the gateway */
		\WP_CLI::success( sprintf( __( 'Connected as site %s.', 'facteur' ), $site ) );
	}

	/**
	 * Says whether the gateway takes this site's mail. Exits with 1 when not, for monitoring.
	 */
	public function status(): void {
		$settings = Settings::load();
		if ( ! $settings->connected() ) {
			\WP_CLI::error( __( 'This site is not connected. Connect it with: wp facteur connect LINK', 'facteur' ) );
			return;
		}
		foreach ( Conflicts::sentences() as $sentence ) {
			\WP_CLI::warning( $sentence );
		}
		$this->line_of_waiting();
		$answer = Connection::refresh();
		if ( ! $answer->fine() ) {
			\WP_CLI::error( $answer->problem() );
			return;
		}
		$settings = Settings::load();
		/* translators: 1: the gateway's address, 2: the site's name there, 3: domains */
		\WP_CLI::success( sprintf( __( 'The gateway at %1$s takes mail of site %2$s, from: %3$s', 'facteur' ), $settings->url(), $settings->site(), implode( ', ', $settings->senders() ) ) );
	}

	/**
	 * Sends a test mail the way all mail of this site goes.
	 *
	 * ## OPTIONS
	 *
	 * <address>
	 * : Who gets it.
	 *
	 * @param string[] $arguments The address.
	 */
	public function test( array $arguments ): void {
		Test_Mail::send( (string) $arguments[0] );
		$outcome = Plugin::handover()->last();
		if ( null === $outcome ) {
			\WP_CLI::error( __( 'The mail did not come by here: the site is not connected, or another plugin has taken it.', 'facteur' ) );
			return;
		}
		switch ( $outcome->kind() ) {
			case Outcome::AT_GATEWAY:
				/* translators: %s: the gateway's id of the mail */
				\WP_CLI::success( sprintf( __( 'The gateway has it as %s.', 'facteur' ), $outcome->id() ) );
				return;
			case Outcome::WAITING:
				/* translators: %s: why */
				\WP_CLI::warning( sprintf( __( 'It waits on this server: %s', 'facteur' ), $outcome->why() ) );
				return;
			default:
				\WP_CLI::error( $outcome->why() );
		}
	}

	/**
	 * Shows the mail that waits on this server, hands it over, or removes it.
	 *
	 * ## OPTIONS
	 *
	 * [<action>]
	 * : list, drain (hand it over now), retry (one that was set aside) or delete.
	 *
	 * [<id>]
	 * : Which mail, for retry and delete; as list shows it.
	 *
	 * @param string[] $arguments Action and id.
	 */
	public function spool( array $arguments ): void {
		$action = isset( $arguments[0] ) ? $arguments[0] : 'list';
		switch ( $action ) {
			case 'list':
				$this->line_of_waiting();
				$this->list_spool();
				return;
			case 'drain':
				delete_option( Handover::PAUSE_OPTION );
				$given = ( new Drain( Plugin::handover() ) )->run( 600 );
				/* translators: %d: a number of mails */
				\WP_CLI::success( sprintf( _n( '%d mail handed over.', '%d mails handed over.', $given, 'facteur' ), $given ) );
				return;
			case 'retry':
			case 'delete':
				$this->change_spooled( $action, isset( $arguments[1] ) ? (string) $arguments[1] : '' );
				return;
			default:
				\WP_CLI::error( __( 'What to do? list, drain, retry ID or delete ID.', 'facteur' ) );
		}
	}

	/**
	 * One mail of the spool.
	 *
	 * @param string $action retry or delete.
	 * @param string $id     PLACE:ID.
	 */
	private function change_spooled( string $action, string $id ): void {
		if ( ! Spools::change( $action, $id ) ) {
			\WP_CLI::error( __( 'No such mail; "wp facteur spool list" shows the ids.', 'facteur' ) );
			return;
		}
		\WP_CLI::success( __( 'Done.', 'facteur' ) );
	}

	/**
	 * Lists what is kept here.
	 */
	private function list_spool(): void {
		foreach ( Spools::listed() as $id => $entry ) {
			$mail = $entry->envelope;
			\WP_CLI::log(
				implode(
					"\t",
					array(
						$id,
						$mail ? gmdate( 'c', (int) $mail['made'] ) : '?',
						$mail ? implode( ',', (array) $mail['to'] ) : '?',
						$mail ? (string) ( $mail['subject'] ?? '' ) : __( 'cannot be read any more', 'facteur' ),
						$entry->refused,
					)
				)
			);
		}
	}

	/**
	 * Says how many mails are kept here.
	 */
	private function line_of_waiting(): void {
		$count = count( Spools::listed() );
		/* translators: %d: a number of mails */
		\WP_CLI::log( sprintf( _n( '%d mail on this server.', '%d mails on this server.', $count, 'facteur' ), $count ) );
	}
}
