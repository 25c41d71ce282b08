<?php
/**
 * WordPress's mailer, handing over instead of sending.
 *
 * @package Facteur
 */

namespace Facteur;

use PHPMailer\PHPMailer\Exception;
use PHPMailer\PHPMailer\PHPMailer;

defined( 'ABSPATH' ) || exit;

require_once ABSPATH . WPINC . '/PHPMailer/PHPMailer.php';
require_once ABSPATH . WPINC . '/PHPMailer/SMTP.php';
require_once ABSPATH . WPINC . '/PHPMailer/Exception.php';

// Since WordPress 6.8 the mailer speaks the site's language.
if ( is_readable( ABSPATH . WPINC . '/class-wp-phpmailer.php' ) ) {
	require_once ABSPATH . WPINC . '/class-wp-phpmailer.php';
	class_alias( 'WP_PHPMailer', 'Facteur\Mailer_Base' );
} else {
	class_alias( PHPMailer::class, 'Facteur\Mailer_Base' );
}

/**
 * The object that wp_mail() fills and asks to send. WordPress and all other plugins do their work with it as ever;
 * only the last step is ours, with the message finished to the last byte.
 */
final class Mailer extends Mailer_Base {
	/**
	 * What happens to finished mails.
	 *
	 * @var Handover
	 */
	private $handover;

	/**
	 * What is known of the mail at hand.
	 *
	 * @var Marks
	 */
	private $marks;

	/**
	 * Whether this mail goes by PHP's mail() after all.
	 *
	 * @var bool
	 */
	private $by_php = false;

	/**
	 * Makes one, to be put where WordPress looks for its own.
	 *
	 * @param Handover $handover What happens to finished mails.
	 */
	public function __construct( Handover $handover ) {
		parent::__construct( true );
		$this->handover  = $handover;
		$this->marks     = Marks::none();
		self::$validator = static function ( $address ) {
			return (bool) is_email( $address );
		};
	}

	/**
	 * Says what is known of the next mail. Whatever was set for one before is forgotten: WordPress itself clears
	 * neither the envelope's sender nor the encoding.
	 *
	 * @param Marks $marks What is known of it.
	 */
	public function begin( Marks $marks ): void {
		$this->marks    = $marks;
		$this->Sender   = '';
		$this->Encoding = self::ENCODING_8BIT;
	}

	/**
	 * Finishes the message.
	 *
	 * @return bool
	 * @throws Exception When nothing can be made of it, such as without a recipient.
	 */
	public function preSend() {
		if ( $this->by_php ) {
			return parent::preSend();
		}
		// As for SMTP: with To, Subject and CRLF, without Bcc, and long header fields left in one piece; a folded or
		// encoded List-Unsubscribe is not seen by mailbox providers. Whatever server another plugin has set is not asked.
		$this->Mailer = 'smtp';
		$this->settle_sender();
		$this->marks->write( $this );
		return parent::preSend();
	}

	/**
	 * Writes the header.
	 *
	 * @return string
	 */
	public function createHeader() {
		if ( $this->by_php ) {
			return parent::createHeader();
		}
		$header = Header_Fields::single( parent::createHeader(), static::$LE, 'plain' === $this->message_type );
		return Header_Fields::folded( $header, static::$LE );
	}

	/**
	 * Hands the message over.
	 *
	 * @return bool
	 * @throws Exception When it was refused, or could be kept nowhere; WordPress tells `wp_mail_failed`.
	 */
	public function postSend() {
		if ( $this->by_php ) {
			return parent::postSend();
		}
		$mail        = Mail::compose(
			(string) $this->Sender,
			array_column( array_merge( $this->getToAddresses(), $this->getCcAddresses(), $this->getBccAddresses() ), 0 ),
			$this->marks->tags(),
			$this->getSentMIMEMessage()
		);
		$this->marks = Marks::none();
		$outcome     = $this->handover->take( $mail );
		if ( $outcome->is_taken() ) {
			return true;
		}
		if ( $outcome->is_homeless() && $this->handover->has_last_resort() ) {
			return $this->send_by_php();
		}
		$this->setError( $outcome->why() );
		throw new Exception( $outcome->why(), self::STOP_CRITICAL );
	}

	/**
	 * The way WordPress goes without this plugin.
	 *
	 * @throws Exception When PHP cannot send either.
	 */
	private function send_by_php(): bool {
		$this->by_php = true;
		try {
			$this->isMail();
			return parent::preSend() && parent::postSend();
		} finally {
			$this->by_php = false;
		}
	}

	/**
	 * Replaces a sender that the gateway would refuse, and names the original as the one to answer to.
	 */
	private function settle_sender(): void {
		$senders  = new Sender_Rules( Settings::load() );
		$original = (string) $this->From;
		if ( $senders->replaces( $original ) ) {
			if ( ! $this->getReplyToAddresses() && ! Sender_Rules::is_invented( $original ) ) {
				$this->addReplyTo( $original, $this->FromName );
			}
			$this->From = $senders->own_address();
		}
		if ( '' === (string) $this->Sender || ! is_email( $this->Sender ) || ! $senders->fits( $this->Sender ) ) {
			$this->Sender = $this->From;
		}
	}
}
