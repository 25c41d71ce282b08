<?php
/**
 * Hands waiting mail over.
 *
 * @package Facteur
 */

namespace Facteur;

defined( 'ABSPATH' ) || exit;

/**
 * Empties the spool: by cron, and at the end of whatever page is asked for next, when its visitor has it already.
 */
final class Drain {
	const HOOK          = 'facteur_drain';
	const NEXT_OPTION   = 'facteur_drain_at';
	const EVERY_SECONDS = 60;
	const BATCH         = 500;

	/**
	 * Seconds for one run: by cron, and behind a page that is done. Where the page's connection cannot be closed
	 * first, its visitor's browser waits as long.
	 */
	const CRON_SECONDS = 40;
	const PAGE_SECONDS = 10;
	const HELD_SECONDS = 2;

	/**
	 * Hands mails over.
	 *
	 * @var Handover
	 */
	private $handover;

	/**
	 * Domains whose mail the gateway does not take yet, found out in this run.
	 *
	 * @var array<string, true>
	 */
	private $barred = array();

	/**
	 * Makes one.
	 *
	 * @param Handover $handover Hands mails over.
	 */
	public function __construct( Handover $handover ) {
		$this->handover = $handover;
	}

	/**
	 * Says that a mail waits.
	 */
	public static function expect(): void {
		if ( ! get_option( self::NEXT_OPTION ) ) {
			update_option( self::NEXT_OPTION, time() + Handover::PAUSE_SECONDS );
		}
		if ( ! wp_next_scheduled( self::HOOK ) ) {
			wp_schedule_single_event( time() + self::EVERY_SECONDS, self::HOOK );
		}
	}

	/**
	 * The cron event.
	 */
	public function by_cron(): void {
		$this->run( self::CRON_SECONDS );
	}

	/**
	 * The end of a request. Costs one option, which WordPress has loaded already, when nothing waits.
	 */
	public function at_shutdown(): void {
		$due = (int) get_option( self::NEXT_OPTION );
		if ( 0 === $due || $due > time() ) {
			return;
		}
		update_option( self::NEXT_OPTION, time() + self::EVERY_SECONDS );
		$this->run( self::close_connection() ? self::PAGE_SECONDS : self::HELD_SECONDS );
	}

	/**
	 * Hands over what waits, the oldest first, until the time is up or the gateway does not answer.
	 *
	 * @param int $seconds For so long.
	 * @return int How many the gateway has now.
	 */
	public function run( int $seconds ): int {
		$this->barred = array();

		$end   = microtime( true ) + $seconds;
		$given = 0;
		foreach ( Spools::all() as $spool ) {
			foreach ( $spool->waiting( self::BATCH ) as $id ) {
				$left   = $end - microtime( true );
				$answer = $left > 0 ? $this->hand_over( $spool, $id, min( (int) ceil( $left ), Gateway::SECONDS ) ) : null;
				if ( microtime( true ) >= $end || ( $answer && ! $answer->fine() && ! $answer->refuses_the_mail() ) ) {
					break 2;
				}
				$given += $answer && $answer->fine() ? 1 : 0;
			}
		}
		$this->plan_next();
		return $given;
	}

	/**
	 * One mail.
	 *
	 * @param Spool  $spool Where it waits.
	 * @param string $id    Its id there.
	 * @param int    $limit Seconds.
	 * @return Answer|null Null when somebody else has it in hand, or its turn is not now.
	 */
	private function hand_over( Spool $spool, string $id, int $limit ): ?Answer {
		$mail = $spool->claim( $id );
		if ( null === $mail ) {
			return null;
		}
		if ( isset( $this->barred[ $mail->domain() ] ) ) {
			$spool->release( $id );
			return null;
		}
		$answer = $this->handover->give( $mail, $limit );
		if ( $answer->fine() ) {
			$spool->remove( $id );
		} elseif ( Handover::is_refused( $answer, $mail ) ) {
			$spool->set_aside( $id, $answer->problem() );
		} else {
			$spool->release( $id );
			if ( $answer->refuses_the_mail() ) {
				$this->barred[ $mail->domain() ] = true;
			}
		}
		return $answer;
	}

	/**
	 * Comes again while a mail waits.
	 */
	private function plan_next(): void {
		if ( ! Spools::has_waiting() ) {
			delete_option( self::NEXT_OPTION );
			return;
		}
		update_option( self::NEXT_OPTION, time() + self::EVERY_SECONDS );
		self::expect();
	}

	/**
	 * Gives the visitor the page before the work goes on.
	 */
	private static function close_connection(): bool {
		foreach ( array( 'fastcgi_finish_request', 'litespeed_finish_request' ) as $finish ) {
			if ( function_exists( $finish ) ) {
				return (bool) $finish();
			}
		}
		return 'cli' === PHP_SAPI;
	}
}
