<?php
/**
 * What kind of mail it is.
 *
 * @package Facteur
 */

namespace Facteur;

use PHPMailer\PHPMailer\PHPMailer;

defined( 'ABSPATH' ) || exit;

/**
 * Tells the gateway what a mail is for: words to find it by, whether somebody sits and waits for it, and whether it is
 * one of many, which never delays the others.
 */
final class Marks {
	const MAX_TAGS = 10;

	/**
	 * Words.
	 *
	 * @var string[]
	 */
	private $tags;

	/**
	 * Whether somebody waits for it.
	 *
	 * @var bool
	 */
	private $urgent;

	/**
	 * Whether it is one of many.
	 *
	 * @var bool
	 */
	private $broadcast;

	/**
	 * Makes marks.
	 *
	 * @param string[] $tags      Words.
	 * @param bool     $urgent    Whether somebody waits for it.
	 * @param bool     $broadcast Whether it is one of many.
	 */
	public function __construct( array $tags, bool $urgent, bool $broadcast ) {
		$this->tags      = array_slice( array_values( array_unique( array_filter( array_map( array( self::class, 'word' ), $tags ) ) ) ), 0, self::MAX_TAGS );
		$this->urgent    = $urgent && ! $broadcast;
		$this->broadcast = $broadcast;
	}

	/**
	 * Nothing is known.
	 */
	public static function none(): self {
		return new self( array(), false, false );
	}

	/**
	 * Words to find it by.
	 *
	 * @return string[]
	 */
	public function tags(): array {
		return $this->tags;
	}

	/**
	 * Whether somebody waits for it.
	 */
	public function is_urgent(): bool {
		return $this->urgent;
	}

	/**
	 * Whether it is one of many.
	 */
	public function is_broadcast(): bool {
		return $this->broadcast;
	}

	/**
	 * Writes into the header what the gateway reads there and takes out. What the mail's author has said stays.
	 *
	 * @param PHPMailer $mailer The mail.
	 */
	public function write( PHPMailer $mailer ): void {
		$said = array_map( 'strtolower', array_column( $mailer->getCustomHeaders(), 0 ) );
		if ( $this->broadcast && ! in_array( 'facteur-stream', $said, true ) ) {
			$mailer->addCustomHeader( 'Facteur-Stream', 'broadcast' );
		}
		if ( $this->urgent && ! in_array( 'facteur-urgency', $said, true ) ) {
			$mailer->addCustomHeader( 'Facteur-Urgency', 'urgent' );
		}
	}

	/**
	 * A tag as the gateway takes it.
	 *
	 * @param mixed $text Any text.
	 */
	private static function word( $text ): string {
		return substr( trim( (string) preg_replace( '/[^A-Za-z0-9._:-]+/', '-', (string) $text ), '-' ), 0, 128 );
	}
}
