<?php
/**
 * What became of a mail that was handed over.
 *
 * @package Facteur
 */

namespace Facteur;

defined( 'ABSPATH' ) || exit;

/**
 * One of four: at the gateway, waiting here, refused for good, or kept nowhere.
 */
final class Outcome {
	const AT_GATEWAY = 'at-gateway';
	const WAITING    = 'waiting';
	const REFUSED    = 'refused';
	const HOMELESS   = 'homeless';

	const WORST_FIRST = array( self::HOMELESS, self::REFUSED, self::WAITING, self::AT_GATEWAY );

	/**
	 * Which of the four.
	 *
	 * @var string
	 */
	private $kind;

	/**
	 * The gateway's id of the mail, when it has it.
	 *
	 * @var string
	 */
	private $id;

	/**
	 * What went wrong, or ''.
	 *
	 * @var string
	 */
	private $why;

	/**
	 * Makes one.
	 *
	 * @param string $kind Which of the four.
	 * @param string $id   The gateway's id.
	 * @param string $why  What went wrong.
	 */
	private function __construct( string $kind, string $id, string $why ) {
		$this->kind = $kind;
		$this->id   = $id;
		$this->why  = $why;
	}

	/**
	 * The gateway has it.
	 *
	 * @param string $id The gateway's id.
	 */
	public static function at_gateway( string $id ): self {
		return new self( self::AT_GATEWAY, $id, '' );
	}

	/**
	 * It waits here.
	 *
	 * @param string $why Why the gateway has not got it.
	 */
	public static function waiting( string $why ): self {
		return new self( self::WAITING, '', $why );
	}

	/**
	 * The gateway will not have it.
	 *
	 * @param string $why The gateway's reason.
	 */
	public static function refused( string $why ): self {
		return new self( self::REFUSED, '', $why );
	}

	/**
	 * Neither the gateway has it nor can it be kept here.
	 *
	 * @param string $why Both reasons.
	 */
	public static function homeless( string $why ): self {
		return new self( self::HOMELESS, '', $why );
	}

	/**
	 * Which of the four.
	 */
	public function kind(): string {
		return $this->kind;
	}

	/**
	 * Whether nobody has to do anything about it now.
	 */
	public function is_taken(): bool {
		return self::AT_GATEWAY === $this->kind || self::WAITING === $this->kind;
	}

	/**
	 * Whether it would be lost.
	 */
	public function is_homeless(): bool {
		return self::HOMELESS === $this->kind;
	}

	/**
	 * The gateway's id of it, or ''.
	 */
	public function id(): string {
		return $this->id;
	}

	/**
	 * What went wrong, or ''.
	 */
	public function why(): string {
		return $this->why;
	}
}
