<?php
/**
 * What happens to a finished mail.
 *
 * @package Facteur
 */

namespace Facteur;

defined( 'ABSPATH' ) || exit;

/**
 * Gives a mail to the gateway or, when that does not answer, keeps it here for later.
 */
final class Handover {
	const PAUSE_OPTION  = 'facteur_pause_until';
	const PAUSE_SECONDS = 30;

	/**
	 * What the last mail of this request came to.
	 *
	 * @var Outcome|null
	 */
	private $last;

	/**
	 * Takes a mail on.
	 *
	 * @param Mail $mail The mail.
	 */
	public function take( Mail $mail ): Outcome {
		$this->last = $this->all_of( $mail );
		/**
		 * Fires when a mail was handed over, kept here, or refused.
		 *
		 * @param Outcome $outcome What it came to.
		 * @param Mail    $mail    The mail.
		 */
		do_action( 'facteur_mail_taken', $this->last, $mail );
		return $this->last;
	}

	/**
	 * What the last mail of this request came to.
	 */
	public function last(): ?Outcome {
		return $this->last;
	}

	/**
	 * Whether PHP's mail() may be used where nothing else is left.
	 */
	public function has_last_resort(): bool {
		return Settings::load()->last_resort();
	}

	/**
	 * Asks the gateway to take a mail.
	 *
	 * @param Mail $mail  The mail.
	 * @param int  $limit Seconds, where fewer are left than usual.
	 */
	public function give( Mail $mail, int $limit = Gateway::SECONDS ): Answer {
		$settings = Settings::load();
		if ( '' === $settings->key() ) {
			return Answer::none( __( 'The site\'s key cannot be read any more (the salts in wp-config.php have changed). Connect the site again.', 'facteur' ) );
		}
		$answer = $settings->gateway()->take( $mail, $limit );
		if ( $answer->absent() ) {
			// Other pages shall not wait for somebody who is not there.
			update_option( self::PAUSE_OPTION, time() + self::PAUSE_SECONDS );
		} elseif ( get_option( self::PAUSE_OPTION ) ) {
			delete_option( self::PAUSE_OPTION );
		}
		return $answer;
	}

	/**
	 * Gives or keeps all parts of a mail; what one of them came to stands for the mail, the worst first.
	 *
	 * @param Mail $mail The mail.
	 */
	private function all_of( Mail $mail ): Outcome {
		$worst = null;
		foreach ( $mail->parts() as $part ) {
			$outcome = $this->given_or_kept( $part );
			if ( null === $worst || array_search( $outcome->kind(), Outcome::WORST_FIRST, true ) < array_search( $worst->kind(), Outcome::WORST_FIRST, true ) ) {
				$worst = $outcome;
			}
		}
		return $worst;
	}

	/**
	 * The decision.
	 *
	 * @param Mail $mail The mail.
	 */
	private function given_or_kept( Mail $mail ): Outcome {
		$answer = self::is_paused()
			? Answer::none( __( 'The gateway did not answer a moment ago.', 'facteur' ) )
			: $this->give( $mail );
		if ( $answer->fine() ) {
			return Outcome::at_gateway( isset( $answer->body['id'] ) ? (string) $answer->body['id'] : '' );
		}
		if ( self::is_refused( $answer, $mail ) ) {
			return Outcome::refused( $answer->problem() );
		}
		if ( Spools::keep( $mail ) ) {
			Drain::expect();
			return Outcome::waiting( $answer->problem() );
		}
		/* translators: %s: why the gateway did not take the mail */
		return Outcome::homeless( sprintf( __( '%s The mail could not be kept on this server either.', 'facteur' ), $answer->problem() ) );
	}

	/**
	 * Whether a mail is refused for good. One from a domain that nothing has shown to be the site's yet is worth keeping:
	 * that changes when its DNS is set up.
	 *
	 * @param Answer $answer The gateway's answer.
	 * @param Mail   $mail   The mail.
	 */
	public static function is_refused( Answer $answer, Mail $mail ): bool {
		$unverified = 'sender' === $answer->code() && in_array( $mail->domain(), Settings::load()->unverified(), true );
		return $answer->refuses_the_mail() && ! $unverified;
	}

	/**
	 * Whether the gateway was not there a moment ago.
	 */
	public static function is_paused(): bool {
		return (int) get_option( self::PAUSE_OPTION ) > time();
	}
}
