<?php
/**
 * What the gateway said.
 *
 * @package Facteur
 */

namespace Facteur;

defined( 'ABSPATH' ) || exit;

/**
 * The gateway's answer to one request, or that there was none.
 */
final class Answer {
	/**
	 * HTTP status; 0 when nothing answered.
	 *
	 * @var int
	 */
	public $status;

	/**
	 * The answer's members.
	 *
	 * @var array<string, mixed>
	 */
	public $body;

	/**
	 * Why nothing answered, in words; '' otherwise.
	 *
	 * @var string
	 */
	private $trouble;

	/**
	 * Makes one.
	 *
	 * @param int                  $status  HTTP status, or 0.
	 * @param array<string, mixed> $body    The answer's members.
	 * @param string               $trouble Why nothing answered.
	 */
	public function __construct( int $status, array $body, string $trouble = '' ) {
		$this->status  = $status;
		$this->body    = $body;
		$this->trouble = $trouble;
	}

	/**
	 * No answer.
	 *
	 * @param string $why In words.
	 */
	public static function none( string $why ): self {
		return new self( 0, array(), $why );
	}

	/**
	 * Whether what was asked was done.
	 */
	public function fine(): bool {
		return 2 === intdiv( $this->status, 100 );
	}

	/**
	 * Whether the gateway is not there, or too busy. Asking again at once would only hold the next page up.
	 */
	public function absent(): bool {
		return 0 === $this->status || $this->status >= 500;
	}

	/**
	 * Whether it is this mail that cannot be taken, now or later. All else is something that ends or that somebody
	 * mends (no answer, a key that was withdrawn, a wrong address), so the mail is worth keeping.
	 */
	public function refuses_the_mail(): bool {
		if ( 403 === $this->status ) {
			return 'sender' === $this->code();
		}
		return in_array( $this->status, array( 400, 409, 413, 415, 422 ), true );
	}

	/**
	 * The problem's code (RFC 9457 has `type`; `code` is the same in one word).
	 */
	public function code(): string {
		return isset( $this->body['code'] ) ? (string) $this->body['code'] : '';
	}

	/**
	 * What went wrong, for a person.
	 */
	public function problem(): string {
		if ( '' !== $this->trouble ) {
			return $this->trouble;
		}
		foreach ( array( 'detail', 'title' ) as $member ) {
			if ( isset( $this->body[ $member ] ) && is_string( $this->body[ $member ] ) ) {
				return $this->body[ $member ];
			}
		}
		/* translators: %d: an HTTP status such as 502 */
		return sprintf( __( 'The gateway answered %d, without saying why.', 'facteur' ), $this->status );
	}
}
