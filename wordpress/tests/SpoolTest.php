<?php
/**
 * What happens while the gateway does not answer.
 *
 * @package Facteur
 */

use Facteur\Drain;
use Facteur\Folder_Spool;
use Facteur\Handover;
use Facteur\Mail;
use Facteur\Plugin;
use Facteur\Sealer;
use Facteur\Settings;
use Facteur\Spool;
use Facteur\Spools;
use Facteur\Table_Spool;

/**
 * No mail is lost, and none is there twice.
 */
final class SpoolTest extends Facteur_Test {
	/**
	 * Both kinds.
	 *
	 * @return array<string, array{Spool}>
	 */
	public function spools(): array {
		return array(
			'folder' => array( new Folder_Spool( sys_get_temp_dir() . '/facteur-test-' . getmypid(), 1 ) ),
			'table'  => array( new Table_Spool( 1 ) ),
		);
	}

	protected function tearDown(): void {
		foreach ( array_merge( array_column( $this->spools(), 0 ), array_values( Spools::all() ) ) as $spool ) {
			foreach ( $spool->all( 1000 ) as $entry ) {
				$spool->remove( $entry->id );
			}
		}
		$this->spools()['folder'][0]->clear();
		parent::tearDown();
	}

	private static function mail( string $bytes = "Subject: =?UTF-8?Q?H=C3=A9?=\r\n\r\n\x00\xff body\n" ): Mail {
		return Mail::compose( 'a@shop.example', array( 'b@example.net' ), array( 'tag' ), $bytes );
	}

	/**
	 * @dataProvider spools
	 * @param Spool $spool Where.
	 */
	public function test_what_was_put_is_what_is_claimed( Spool $spool ): void {
		$mail = self::mail();
		self::assertTrue( $spool->put( $mail ) );
		self::assertEquals( $mail, $spool->claim( $spool->waiting( 10 )[0] ) );
		self::assertSame( 'Hé', $spool->all( 10 )[0]->envelope['subject'] );
	}

	/**
	 * @dataProvider spools
	 * @param Spool $spool Where.
	 */
	public function test_a_claimed_mail_is_nobody_elses_until_it_is_released( Spool $spool ): void {
		$spool->put( self::mail() );
		$id = $spool->waiting( 1 )[0];
		self::assertNotNull( $spool->claim( $id ) );
		if ( $spool instanceof Table_Spool ) {
			// As a second later: MySQL counts a row that got the value it has as not changed.
			$GLOBALS['wpdb']->query( 'UPDATE ' . Table_Spool::table() . ' SET claimed_until = claimed_until - 1' );
		}
		$other = $spool instanceof Table_Spool ? new Table_Spool( 1 ) : new Folder_Spool( sys_get_temp_dir() . '/facteur-test-' . getmypid(), 1 );
		self::assertNull( $other->claim( $id ) );
		$spool->release( $id );
		self::assertNotNull( $other->claim( $id ) );
	}

	/**
	 * @dataProvider spools
	 * @param Spool $spool Where.
	 */
	public function test_the_oldest_comes_first( Spool $spool ): void {
		$late       = self::mail();
		$late->made = time() + 5;
		$early      = self::mail();
		$spool->put( $early );
		$spool->put( $late );
		self::assertSame( $early->key, $spool->claim( $spool->waiting( 2 )[0] )->key );
	}

	/**
	 * @dataProvider spools
	 * @param Spool $spool Where.
	 */
	public function test_what_was_set_aside_waits_for_a_person( Spool $spool ): void {
		$spool->put( self::mail() );
		$id = $spool->waiting( 1 )[0];
		$spool->claim( $id );
		$spool->set_aside( $id, 'no such domain' );
		self::assertSame( array(), $spool->waiting( 1 ) );
		self::assertSame( 'no such domain', $spool->all( 1 )[0]->refused );
		$spool->bring_back( $id );
		self::assertCount( 1, $spool->waiting( 1 ) );
	}

	/**
	 * @dataProvider spools
	 * @param Spool $spool Where.
	 */
	public function test_another_sites_mail_is_not_seen( Spool $spool ): void {
		$spool->put( self::mail() );
		$other = $spool instanceof Table_Spool ? new Table_Spool( 2 ) : new Folder_Spool( sys_get_temp_dir() . '/facteur-test-' . getmypid(), 2 );
		self::assertNull( $other->claim( $spool->waiting( 1 )[0] ) );
	}

	/**
	 * Takes away both places for waiting mail, and the gateway.
	 */
	private static function take_all_away(): void {
		Settings::change( array( 'url' => 'http://127.0.0.1:1' ) );
		add_filter(
			'pre_site_option_' . Spools::FOLDER_OPTION,
			static function () {
				return '/no/such/folder';
			}
		);
		add_filter(
			'query',
			static function ( $query ) {
				return false === strpos( $query, Table_Spool::table() ) ? $query : 'no such statement';
			}
		);
	}

	public function test_a_mail_that_can_be_kept_nowhere_is_told_as_failed_and_goes_no_other_way(): void {
		self::take_all_away();
		self::assertFalse( wp_mail( 'nowhere@example.net', 's', 't' ) );
		self::assertCount( 1, $this->failures );
		self::assertStringNotContainsString( 'nowhere@example.net', (string) file_get_contents( getenv( 'SENDMAIL_FILE' ) ) );
	}

	public function test_the_last_resort_is_taken_where_it_is_switched_on(): void {
		self::take_all_away();
		Settings::change( array( 'last_resort' => true ) );
		self::assertTrue( wp_mail( 'resort@example.net', 'the last one', 't', 'Bcc: blind@example.net' ) );
		$sent = (string) file_get_contents( getenv( 'SENDMAIL_FILE' ) );
		self::assertSame( 1, substr_count( $sent, 'To: resort@example.net' ) );
		self::assertSame( 1, substr_count( $sent, 'Subject: the last one' ) );
		self::assertStringContainsString( 'Bcc: blind@example.net', $sent );
	}

	public function test_a_mail_to_very_many_reaches_each_of_them_once(): void {
		$to = array();
		for ( $i = 0; $i < 600; $i++ ) {
			$to[] = "somebody-with-a-longer-name-$i@many.example";
		}
		$parts = ( new Mail( 'k', 'a@shop.example', $to, array(), 'b', 1 ) )->parts();
		self::assertSame( $to, array_merge( ...array_column( $parts, 'to' ) ) );
		self::assertSame( count( $parts ), count( array_unique( array_column( $parts, 'key' ) ) ) );
		self::assertTrue( wp_mail( $to, 's', 't' ) );
		self::assertSame( 'at-gateway', Plugin::handover()->last()->kind(), Plugin::handover()->last()->why() );
		self::assertFalse( Spools::has_waiting() );
	}

	public function test_no_folder_that_a_web_server_may_show_is_chosen(): void {
		self::assertTrue( Spools::is_hidden( '/home/u', '/home/u/public_html' ) );
		self::assertTrue( Spools::is_hidden( '/var/www/shop.example', '/var/www/shop.example/html' ) );
		self::assertFalse( Spools::is_hidden( '/home/u/public_html', '/home/u/public_html/shop' ) );
		self::assertFalse( Spools::is_hidden( '/home/u/public_html/a', '/home/u/public_html/a/b' ) );
		self::assertFalse( Spools::is_hidden( '/var/www', '/var/www/html' ) );
		self::assertFalse( Spools::is_hidden( ABSPATH . 'x', '/elsewhere' ) );
	}

	public function test_a_folder_that_is_shown_all_the_same_is_refused_and_goes_with_the_plugin(): void {
		$path  = sys_get_temp_dir() . '/facteur-gone-' . getmypid();
		$spool = new Folder_Spool( $path, 1 );
		$spool->put( self::mail() );
		self::assertStringEqualsFile( $path . '/.htaccess', "Require all denied\n" );
		self::assertSame( 0700, fileperms( $path ) & 0777 );
		self::assertSame( 0600, fileperms( glob( $path . '/*.mail' )[0] ) & 0777 );
		$spool->clear();
		self::assertDirectoryDoesNotExist( $path );
	}

	public function test_an_id_leads_out_of_no_folder(): void {
		$spool = $this->spools()['folder'][0];
		$spool->put( self::mail() );
		self::assertNull( $spool->claim( '1-/../../../etc/passwd' ) );
		self::assertFalse( Spools::change( 'delete', 'folder' ) );
		self::assertFalse( Spools::change( 'delete', '../x:1' ) );
	}

	public function test_the_table_shows_nothing_of_a_mail(): void {
		global $wpdb;
		( new Table_Spool( 1 ) )->put( self::mail( "Subject: reset\r\n\r\nhttps://shop.example/?key=secret\r\n" ) );
		$row = implode( ' ', (array) $wpdb->get_row( 'SELECT * FROM ' . Table_Spool::table(), ARRAY_A ) );
		self::assertStringNotContainsString( 'secret', $row );
		self::assertStringNotContainsString( 'example.net', $row );
	}

	public function test_a_seal_that_was_touched_does_not_open(): void {
		$sealed     = Sealer::seal( 'text' );
		$sealed[40] = 'A' === $sealed[40] ? 'B' : 'A';
		self::assertNull( Sealer::open( $sealed ) );
		self::assertSame( 'text', Sealer::open( Sealer::seal( 'text' ) ) );
	}

	public function test_a_mail_that_nobody_takes_waits_and_is_handed_over_once(): void {
		$url = Settings::load()->url();
		Settings::change( array( 'url' => 'http://127.0.0.1:1' ) );
		self::assertTrue( wp_mail( 'once@example.net', 'once', 't' ) );
		self::assertSame( 'waiting', Plugin::handover()->last()->kind() );
		self::assertSame( 1, $this->successes );
		self::assertTrue( Handover::is_paused() );
		Settings::change( array( 'url' => $url ) );
		$drain = new Drain( Plugin::handover() );
		self::assertSame( 1, $drain->run( 10 ) );
		self::assertSame( 0, $drain->run( 10 ) );
		self::assertFalse( Spools::has_waiting() );
		self::assertFalse( Handover::is_paused() );
	}

	public function test_a_mail_whose_answer_got_lost_is_one_mail(): void {
		$mail  = self::mail( "From: admin@shop.example\r\nSubject: lost\r\n\r\nt\r\n" );
		$mail->from = 'admin@shop.example';
		$first = Plugin::handover()->give( $mail );
		self::assertSame( 202, $first->status, $first->problem() );
		( new Table_Spool( 1 ) )->put( $mail );
		self::assertSame( 1, ( new Drain( Plugin::handover() ) )->run( 10 ) );
		$again = Plugin::handover()->give( $mail );
		self::assertTrue( $again->body['repeated'] );
		self::assertSame( $first->body['id'], $again->body['id'] );
	}

	public function test_a_mail_whose_key_the_gateway_has_forgotten_is_one_mail_all_the_same(): void {
		$message_id = '<' . wp_generate_uuid4() . '@shop.example>';
		$mail       = self::mail( "From: admin@shop.example\r\nMessage-ID: " . $message_id . "\r\n\r\nt\r\n" );
		$mail->from = 'admin@shop.example';
		$other      = Mail::restore( array( 'to' => array( 'c@example.net' ) ) + $mail->envelope(), $mail->bytes );
		$first      = Plugin::handover()->give( $mail );
		foreach ( array( $mail, $other ) as $late ) {
			$late->key  = wp_generate_uuid4();
			$late->made = time() - DAY_IN_SECONDS;
			( new Table_Spool( 1 ) )->put( $late );
		}
		self::assertSame( 2, ( new Drain( Plugin::handover() ) )->run( 10 ) );
		$mails = Settings::load()->gateway()->get( '/v1/mails', array( 'message_id' => $message_id ) )->body['mails'];
		self::assertCount( 2, $mails );
		self::assertSame( 1, count( array_keys( array_column( $mails, 'recipient' ), 'b@example.net', true ) ) );
		self::assertSame( $first->body['id'], Plugin::handover()->give( $mail )->body['id'] );
	}

	public function test_a_waiting_mail_that_is_refused_is_set_aside_and_the_next_goes_on(): void {
		$spool = new Table_Spool( 1 );
		$bad   = self::mail();
		$bad->from = 'someone@elsewhere.example';
		$good  = self::mail( "From: admin@shop.example\r\nSubject: good\r\n\r\nt\r\n" );
		$good->from = 'admin@shop.example';
		$spool->put( $bad );
		$spool->put( $good );
		self::assertSame( 1, ( new Drain( Plugin::handover() ) )->run( 10 ) );
		self::assertSame( array(), $spool->waiting( 1 ) );
		self::assertStringContainsString( 'elsewhere.example', $spool->all( 1 )[0]->refused );
	}

	public function test_mail_of_a_domain_that_is_not_verified_yet_waits_and_holds_up_no_other(): void {
		// As if later.example had been added to the site and not verified; the gateway refuses both alike.
		Settings::change(
			array(
				'senders'    => array( 'shop.example', 'later.example' ),
				'unverified' => array( 'later.example' ),
			)
		);
		self::assertTrue( wp_mail( 'a@example.net', 's', 't', 'From: office@later.example' ) );
		self::assertSame( 'waiting', Plugin::handover()->last()->kind() );
		$good       = self::mail( "From: admin@shop.example\r\nSubject: good\r\n\r\nt\r\n" );
		$good->from = 'admin@shop.example';
		( new Table_Spool( 1 ) )->put( $good );
		self::assertSame( 1, ( new Drain( Plugin::handover() ) )->run( 10 ) );
		self::assertTrue( Spools::has_waiting() );
		Settings::change( array( 'unverified' => array() ) );
		self::assertSame( 0, ( new Drain( Plugin::handover() ) )->run( 10 ) );
		self::assertFalse( Spools::has_waiting(), 'set aside, since the site may not send from there' );
	}

	public function test_a_withdrawn_key_loses_no_mail(): void {
		Settings::change( array( 'key' => Sealer::seal( 'facteur_wrong' ) ) );
		self::assertTrue( wp_mail( 'a@example.net', 's', 't' ) );
		self::assertSame( 'waiting', Plugin::handover()->last()->kind() );
	}

	public function test_changed_salts_lose_no_mail(): void {
		Settings::change( array( 'key' => 'sealed under other salts' ) );
		self::assertTrue( wp_mail( 'a@example.net', 's', 't' ) );
		self::assertSame( 'waiting', Plugin::handover()->last()->kind() );
	}

	public function test_a_silent_gateway_holds_a_page_up_two_seconds_and_the_next_not_at_all(): void {
		// Nobody accepts, and the queue of connections is full: the system answers no further one.
		$door = socket_create( AF_INET, SOCK_STREAM, SOL_TCP );
		socket_bind( $door, '127.0.0.1' );
		socket_listen( $door, 0 );
		socket_getsockname( $door, $host, $port );
		$callers = array();
		for ( $i = 0; $i < 4; $i++ ) {
			$callers[ $i ] = socket_create( AF_INET, SOCK_STREAM, SOL_TCP );
			socket_set_nonblock( $callers[ $i ] );
			@socket_connect( $callers[ $i ], '127.0.0.1', $port );
		}
		Settings::change( array( 'url' => 'http://127.0.0.1:' . $port ) );
		$start = microtime( true );
		self::assertTrue( wp_mail( 'a@example.net', 's', 't' ) );
		$first = microtime( true );
		self::assertTrue( wp_mail( 'a@example.net', 's', 't' ) );
		self::assertEqualsWithDelta( 2.0, $first - $start, 0.8 );
		self::assertLessThan( 0.5, microtime( true ) - $first );
	}

	public function test_waiting_mail_holds_nobody_up_longer_than_it_may(): void {
		// A connection is made, and nothing is ever said.
		$door = stream_socket_server( 'tcp://127.0.0.1:0' );
		Settings::change( array( 'url' => 'http://' . stream_socket_get_name( $door, false ) ) );
		( new Table_Spool( 1 ) )->put( self::mail() );
		$start = microtime( true );
		self::assertSame( 0, ( new Drain( Plugin::handover() ) )->run( 1 ) );
		self::assertLessThan( 2.0, microtime( true ) - $start );
		fclose( $door );
		self::assertTrue( Spools::has_waiting() );
	}
}
