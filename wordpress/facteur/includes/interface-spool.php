<?php
/**
 * Where mails wait.
 *
 * @package Facteur
 */

namespace Facteur;

defined( 'ABSPATH' ) || exit;

/**
 * Keeps mails of the current site that the gateway has not got yet. Several requests may use it at once: who claims a
 * mail has it alone.
 */
interface Spool {
	/**
	 * Keeps a mail. When this says true, the mail outlives the request and a restart of the server's software.
	 *
	 * @param Mail $mail The mail.
	 */
	public function put( Mail $mail ): bool;

	/**
	 * The ids of mails to hand over, the oldest first.
	 *
	 * @param int $limit So many at most.
	 * @return string[]
	 */
	public function waiting( int $limit ): array;

	/**
	 * Takes a mail in hand, so that no other request hands it over meanwhile.
	 *
	 * @param string $id Its id.
	 * @return Mail|null Null when it is gone, somebody else has it in hand, or it cannot be read.
	 */
	public function claim( string $id ): ?Mail;

	/**
	 * Lets a claimed mail wait on.
	 *
	 * @param string $id Its id.
	 */
	public function release( string $id ): void;

	/**
	 * Forgets a mail.
	 *
	 * @param string $id Its id.
	 */
	public function remove( string $id ): void;

	/**
	 * Sets a mail aside that the gateway will not have, until a person decides.
	 *
	 * @param string $id  Its id.
	 * @param string $why The gateway's reason.
	 */
	public function set_aside( string $id, string $why ): void;

	/**
	 * Lets a mail that was set aside wait again.
	 *
	 * @param string $id Its id.
	 */
	public function bring_back( string $id ): void;

	/**
	 * The mails that are here, for a person to look at.
	 *
	 * @param int $limit So many at most.
	 * @return Spooled[]
	 */
	public function all( int $limit ): array;
}
