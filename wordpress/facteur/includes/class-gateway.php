<?php
/**
 * The gateway's HTTP API.
 *
 * @package Facteur
 */

namespace Facteur;

defined( 'ABSPATH' ) || exit;

/**
 * Speaks to one gateway. Every call ends after five seconds, two of them to get a connection, so a page that sends a
 * mail never waits longer than that.
 */
final class Gateway {
	const CONNECT_SECONDS = 2;
	const SECONDS         = 5;
	const ANSWER_BYTES    = 4194304;

	/**
	 * So long the gateway surely knows a mail's key, which it keeps for 24 hours.
	 */
	const KEY_SECONDS = 82800;

	/**
	 * Where it is, without a slash at the end.
	 *
	 * @var string
	 */
	private $url;

	/**
	 * The site's key, or '' where none is needed.
	 *
	 * @var string
	 */
	private $key;

	/**
	 * Makes one; asks nothing yet.
	 *
	 * @param string $url Where it is.
	 * @param string $key The site's key.
	 */
	public function __construct( string $url, string $key ) {
		$this->url = untrailingslashit( $url );
		$this->key = $key;
	}

	/**
	 * Hands a mail over. When this answers 202, the gateway has it on its disk. One that is so old that the gateway may
	 * have taken it and forgotten its key is asked for first.
	 *
	 * @param Mail $mail  The mail.
	 * @param int  $limit Seconds for each request, where fewer are left than usual.
	 */
	public function take( Mail $mail, int $limit = self::SECONDS ): Answer {
		$before = time() - $mail->made > self::KEY_SECONDS ? $this->taken_before( $mail, $limit ) : null;
		if ( $before && ( $before->fine() || $before->absent() ) ) {
			return $before;
		}
		return $this->hand_over( $mail, $limit );
	}

	/**
	 * Whether the gateway has had this mail, by its Message-ID and one of its recipients.
	 *
	 * @param Mail $mail  The mail.
	 * @param int  $limit Seconds.
	 * @return Answer|null As if it had just been taken again; null when the gateway has not had it, or does not say.
	 */
	private function taken_before( Mail $mail, int $limit ): ?Answer {
		$message_id = $mail->message_id();
		if ( '' === $message_id ) {
			return null;
		}
		$answer = $this->get(
			'/v1/mails',
			array(
				'message_id' => $message_id,
				'recipient'  => (string) reset( $mail->to ),
				'limit'      => '1',
			),
			$limit
		);
		if ( ! $answer->fine() ) {
			return $answer;
		}
		$id = $answer->body['mails'][0]['id'] ?? null;
		return null === $id ? null : new Answer(
			202,
			array(
				'id'       => (string) $id,
				'repeated' => true,
			)
		);
	}

	/**
	 * The request.
	 *
	 * @param Mail $mail  The mail.
	 * @param int  $limit Seconds.
	 */
	private function hand_over( Mail $mail, int $limit ): Answer {
		$query = array( 'from=' . rawurlencode( $mail->from ) );
		foreach ( $mail->to as $address ) {
			$query[] = 'to=' . rawurlencode( $address );
		}
		foreach ( $mail->tags as $tag ) {
			$query[] = 'tag=' . rawurlencode( $tag );
		}
		return $this->call(
			'POST',
			'/v1/messages?' . implode( '&', $query ),
			$mail->bytes,
			array(
				'Content-Type'    => 'message/rfc822',
				'Idempotency-Key' => $mail->key,
			),
			$limit
		);
	}

	/**
	 * Asks for something.
	 *
	 * @param string                $path  Path from the root, such as /v1/site.
	 * @param array<string, string> $query Parameters.
	 * @param int                   $limit Seconds in all; pages that only look may be more patient.
	 */
	public function get( string $path, array $query = array(), int $limit = self::SECONDS ): Answer {
		$text = $query ? '?' . http_build_query( $query, '', '&', PHP_QUERY_RFC3986 ) : '';
		return $this->call( 'GET', $path . $text, null, array(), $limit );
	}

	/**
	 * Asks for something to be done.
	 *
	 * @param string               $path Path from the root.
	 * @param array<string, mixed> $body Members of the request.
	 */
	public function post( string $path, array $body ): Answer {
		$json = (string) wp_json_encode( (object) $body );
		return $this->call( 'POST', $path, $json, array( 'Content-Type' => 'application/json' ) );
	}

	/**
	 * Whether a Facteur gateway answers here. Only a gateway on this machine says so.
	 */
	public function answers(): bool {
		$answer = $this->get( '/v1/pairings', array(), self::CONNECT_SECONDS );
		return $answer->fine() && isset( $answer->body['product'] ) && 'facteur' === $answer->body['product'];
	}

	/**
	 * One request.
	 *
	 * @param string                $method  HTTP method.
	 * @param string                $path    Path and query.
	 * @param string|null           $body    Request body.
	 * @param array<string, string> $headers More header fields.
	 * @param int                   $limit   Seconds in all.
	 */
	private function call( string $method, string $path, ?string $body, array $headers, int $limit = self::SECONDS ): Answer {
		if ( '' !== $this->key ) {
			$headers['Authorization'] = 'Bearer ' . $this->key;
		}
		$headers['Accept']          = 'application/json';
		$headers['Accept-Language'] = str_replace( '_', '-', get_locale() );
		$arguments                  = array(
			'method'              => $method,
			'timeout'             => $limit,
			'redirection'         => 0, // A key goes to the gateway and to nobody whom it names.
			'headers'             => $headers,
			'body'                => $body,
			'user-agent'          => 'facteur-wordpress/' . VERSION,
			'limit_response_size' => self::ANSWER_BYTES,
		);
		if ( defined( 'FACTEUR_CA_FILE' ) ) {
			$arguments['sslcertificates'] = (string) constant( 'FACTEUR_CA_FILE' );
		}
		add_action( 'requests-requests.before_request', array( $this, 'limit_connecting' ), PHP_INT_MAX, 5 );
		$answer = wp_remote_request( $this->url . $path, $arguments );
		remove_action( 'requests-requests.before_request', array( $this, 'limit_connecting' ), PHP_INT_MAX );
		return $this->read( $answer );
	}

	/**
	 * WordPress gives a connection as long as the whole request, so this says it one layer below.
	 *
	 * @param string               $url     Address.
	 * @param array<string, mixed> $headers Header fields.
	 * @param mixed                $data    Body.
	 * @param string               $type    Method.
	 * @param array<string, mixed> $options What the library is to obey.
	 */
	public function limit_connecting( $url, $headers, $data, $type, &$options ): void {
		$options['connect_timeout'] = self::CONNECT_SECONDS;
	}

	/**
	 * Makes an answer of what WordPress gives.
	 *
	 * @param array<string, mixed>|\WP_Error $answer From wp_remote_request().
	 */
	private function read( $answer ): Answer {
		if ( is_wp_error( $answer ) ) {
			/* translators: 1: the gateway's address, 2: what went wrong, such as "Connection refused" */
			return Answer::none( sprintf( __( 'The gateway at %1$s does not answer: %2$s.', 'facteur' ), $this->url, rtrim( $answer->get_error_message(), '. ' ) ) );
		}
		$text = wp_remote_retrieve_body( $answer );
		$body = json_decode( $text, true );
		if ( is_array( $body ) ) {
			return new Answer( (int) wp_remote_retrieve_response_code( $answer ), $body );
		}
		$status = (int) wp_remote_retrieve_response_code( $answer );
		// Something that says yes without the gateway's own words is a proxy's page, not a promise to keep a mail.
		if ( 2 === intdiv( $status, 100 ) && 204 !== $status ) {
			return Answer::none( __( 'Something answered at the gateway\'s address that is not a Facteur gateway.', 'facteur' ) );
		}
		return new Answer( $status, array() );
	}
}
