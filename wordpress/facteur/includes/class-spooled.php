<?php
/**
 * A mail in the spool, as it is listed.
 *
 * @package Facteur
 */

namespace Facteur;

defined( 'ABSPATH' ) || exit;

/**
 * What a person is told of a mail that is kept here.
 */
final class Spooled {
	/**
	 * The spool's id of it.
	 *
	 * @var string
	 */
	public $id;

	/**
	 * What Mail::envelope() gave; null when it cannot be read any more.
	 *
	 * @var array<string, mixed>|null
	 */
	public $envelope;

	/**
	 * Why it was set aside; '' while it waits.
	 *
	 * @var string
	 */
	public $refused;

	/**
	 * Makes one.
	 *
	 * @param string                    $id       Id.
	 * @param array<string, mixed>|null $envelope What Mail::envelope() gave.
	 * @param string                    $refused  Why it was set aside.
	 */
	public function __construct( string $id, ?array $envelope, string $refused ) {
		$this->id       = $id;
		$this->envelope = $envelope;
		$this->refused  = $refused;
	}
}
