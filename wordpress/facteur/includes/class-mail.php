<?php
/**
 * A finished mail.
 *
 * @package Facteur
 */

namespace Facteur;

defined( 'ABSPATH' ) || exit;

/**
 * A finished mail with its envelope, as it goes to the gateway. Nothing in it changes any more: a mail that is handed
 * over twice under one key is one mail to the gateway.
 */
final class Mail {
	/**
	 * So long may the recipients of one request be, as they stand in its address: servers take 8,192 bytes of header.
	 */
	const RECIPIENTS_LENGTH = 4000;

	/**
	 * Tells repetitions apart from new mails (the gateway's Idempotency-Key).
	 *
	 * @var string
	 */
	public $key;

	/**
	 * The envelope's sender, or '' for none.
	 *
	 * @var string
	 */
	public $from;

	/**
	 * The envelope's recipients, Bcc included.
	 *
	 * @var string[]
	 */
	public $to;

	/**
	 * Words to find it by.
	 *
	 * @var string[]
	 */
	public $tags;

	/**
	 * The message: header, empty line, body.
	 *
	 * @var string
	 */
	public $bytes;

	/**
	 * When it was made, in seconds since 1970.
	 *
	 * @var int
	 */
	public $made;

	/**
	 * Makes one; use compose() for a new mail.
	 *
	 * @param string   $key   Idempotency key.
	 * @param string   $from  Envelope sender.
	 * @param string[] $to    Envelope recipients.
	 * @param string[] $tags  Tags.
	 * @param string   $bytes Message.
	 * @param int      $made  Time.
	 */
	public function __construct( string $key, string $from, array $to, array $tags, string $bytes, int $made ) {
		$this->key   = $key;
		$this->from  = $from;
		$this->to    = array_values( array_map( 'strval', $to ) );
		$this->tags  = array_values( array_map( 'strval', $tags ) );
		$this->bytes = $bytes;
		$this->made  = $made;
	}

	/**
	 * A mail that was just written.
	 *
	 * @param string   $from  Envelope sender.
	 * @param string[] $to    Envelope recipients.
	 * @param string[] $tags  Tags.
	 * @param string   $bytes Message.
	 */
	public static function compose( string $from, array $to, array $tags, string $bytes ): self {
		return new self( wp_generate_uuid4(), $from, $to, $tags, $bytes, time() );
	}

	/**
	 * The same mail to fewer recipients each, as many as one request can name.
	 *
	 * @return self[]
	 */
	public function parts(): array {
		$groups = array( array() );
		$length = 0;
		foreach ( $this->to as $address ) {
			$more    = strlen( rawurlencode( $address ) ) + 4;
			$length += $more;
			if ( $length > self::RECIPIENTS_LENGTH && end( $groups ) ) {
				$groups[] = array();
				$length   = $more;
			}
			$groups[ count( $groups ) - 1 ][] = $address;
		}
		$parts = array();
		foreach ( $groups as $number => $group ) {
			$key     = 0 === $number ? $this->key : $this->key . '-' . $number;
			$parts[] = new self( $key, $this->from, $group, $this->tags, $this->bytes, $this->made );
		}
		return $parts;
	}

	/**
	 * All but the message's bytes, to be kept beside them, and its subject for lists.
	 *
	 * @return array<string, mixed>
	 */
	public function envelope(): array {
		return array(
			'key'     => $this->key,
			'from'    => $this->from,
			'to'      => $this->to,
			'tags'    => $this->tags,
			'made'    => $this->made,
			'subject' => $this->subject(),
		);
	}

	/**
	 * The mail that envelope() was asked of.
	 *
	 * @param array<string, mixed> $envelope What envelope() gave.
	 * @param string               $bytes    The message.
	 */
	public static function restore( array $envelope, string $bytes ): self {
		return new self(
			(string) $envelope['key'],
			(string) $envelope['from'],
			(array) $envelope['to'],
			(array) $envelope['tags'],
			$bytes,
			(int) $envelope['made']
		);
	}

	/**
	 * The domain that it comes from, in lower case.
	 */
	public function domain(): string {
		return strtolower( (string) substr( (string) strrchr( $this->from, '@' ), 1 ) );
	}

	/**
	 * The Message-ID with its brackets, or '' when there is none.
	 */
	public function message_id(): string {
		return $this->field( 'Message-ID' );
	}

	/**
	 * The subject as a person reads it, for lists.
	 */
	public function subject(): string {
		$line    = $this->field( 'Subject' );
		$decoded = function_exists( 'iconv_mime_decode' ) ? iconv_mime_decode( $line, ICONV_MIME_DECODE_CONTINUE_ON_ERROR, 'UTF-8' ) : $line;
		return false === $decoded ? $line : $decoded;
	}

	/**
	 * A field of the header in one line, or ''.
	 *
	 * @param string $name Its name.
	 */
	private function field( string $name ): string {
		$header = substr( $this->bytes, 0, (int) strpos( $this->bytes . "\r\n\r\n", "\r\n\r\n" ) );
		return preg_match( '/^' . $name . ':((?:.|\r\n[ \t])*)/mi', $header, $found ) ? trim( str_replace( "\r\n", '', $found[1] ) ) : '';
	}
}
