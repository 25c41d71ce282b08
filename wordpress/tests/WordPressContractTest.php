<?php
/**
 * What wp_mail() promises to the rest of WordPress.
 *
 * @package Facteur
 */

use Facteur\Settings;

/**
 * Everything that plugins may rely on holds with the gateway as well.
 */
final class WordPressContractTest extends Facteur_Test {
	public function test_recipients_come_as_text_with_commas_or_as_a_list_and_may_have_names(): void {
		self::assertTrue( wp_mail( 'a@example.net, Bob <b@example.net>', 's', 't' ) );
		self::assertSame( array( 'a@example.net', 'b@example.net' ), $this->recipients() );
		self::assertSame( 'a@example.net, Bob <b@example.net>', $this->field( 'To' ) );
		self::assertTrue( wp_mail( array( 'c@example.net', 'Dora <D@example.net>' ), 's', 't' ) );
		self::assertSame( array( 'c@example.net', 'D@example.net' ), $this->recipients() );
	}

	public function test_a_recipient_that_is_none_stops_nobody_elses_mail(): void {
		self::assertTrue( wp_mail( 'nonsense, a@example.net', 's', 't' ) );
		self::assertSame( array( 'a@example.net' ), $this->recipients() );
	}

	/**
	 * @dataProvider ways_to_give_headers
	 * @param mixed $headers Headers.
	 */
	public function test_headers_come_as_text_of_either_line_end_or_as_a_list( $headers ): void {
		wp_mail( 'a@example.net', 's', 't', $headers );
		self::assertSame( 'one', $this->field( 'X-One' ) );
		self::assertSame( 'https://shop.example/a:b', $this->field( 'X-Two' ) );
	}

	public function ways_to_give_headers(): array {
		return array(
			'CRLF' => array( "X-One: one\r\nX-Two: https://shop.example/a:b" ),
			'LF'   => array( "X-One: one\nX-Two: https://shop.example/a:b\n" ),
			'list' => array( array( 'X-One: one', 'X-Two: https://shop.example/a:b' ) ),
		);
	}

	public function test_copies_and_answers_go_to_all_that_are_named_and_blind_copies_stay_blind(): void {
		$headers = array( 'Cc: c@example.net, d@example.net', 'Cc: e@example.net', 'Bcc: f@example.net', 'Reply-To: r@example.net', 'Reply-To: Q <q@example.net>' );
		wp_mail( 'a@example.net', 's', 't', $headers );
		self::assertSame( array( 'a@example.net', 'c@example.net', 'd@example.net', 'e@example.net', 'f@example.net' ), $this->recipients() );
		self::assertSame( 'r@example.net, Q <q@example.net>', $this->field( 'Reply-To' ) );
		self::assertStringNotContainsString( 'f@example.net', $this->taken() );
	}

	public function test_unsubscribe_links_leave_in_one_piece(): void {
		$link = '<https://shop.example/unsubscribe?token=' . str_repeat( 'x', 400 ) . '>, <mailto:leave@shop.example>';
		wp_mail( 'a@example.net', 's', 't', array( 'List-Unsubscribe: ' . $link, 'List-Unsubscribe-Post: List-Unsubscribe=One-Click' ) );
		self::assertStringContainsString( "\r\nList-Unsubscribe: " . $link . "\r\n", $this->taken() );
		self::assertSame( 'broadcast', $this->told()['mail']['stream'] );
	}

	public function test_files_are_attached_and_one_that_is_missing_stops_nothing(): void {
		$file = tempnam( sys_get_temp_dir(), 'invoice' );
		file_put_contents( $file, 'content of the file' );
		self::assertTrue( wp_mail( 'a@example.net', 's', 't', '', "/no/such/file\n" . $file ) );
		self::assertStringContainsString( base64_encode( 'content of the file' ), $this->taken() );
		self::assertTrue( wp_mail( 'a@example.net', 's', 't', '', array( $file ) ) );
		self::assertStringContainsString( basename( $file ), $this->taken() );
	}

	public function test_html_with_the_text_of_another_plugin_has_both(): void {
		add_filter(
			'wp_mail_content_type',
			static function () {
				return 'text/html';
			}
		);
		add_action(
			'phpmailer_init',
			static function ( $mailer ) {
				$mailer->AltBody = 'the plain words';
				$mailer->addStringEmbeddedImage( 'GIF89a', 'logo', 'logo.gif', 'base64', 'image/gif' );
			}
		);
		wp_mail( 'a@example.net', 's', '<p>the <b>words</b> <img src="cid:logo"></p>' );
		$mail = $this->taken();
		self::assertStringContainsString( 'the plain words', $mail );
		self::assertStringContainsString( '<b>words</b>', $mail );
		self::assertStringContainsString( 'Content-ID: <logo>', $mail );
	}

	public function test_a_message_in_parts_that_its_author_made_keeps_its_boundary(): void {
		wp_mail( 'a@example.net', 's', "--mine\r\nContent-Type: text/plain\r\n\r\nwords\r\n--mine--\r\n", array( 'X-Other: one', 'Content-Type: multipart/mixed; boundary="mine"' ) );
		self::assertMatchesRegularExpression( '/^Content-Type: multipart\/mixed;\s+boundary="mine"/m', $this->taken() );
	}

	public function test_a_field_that_its_author_gives_too_stands_there_once(): void {
		$headers = array( 'Message-ID: <own@shop.example>', 'Date: Mon, 02 Nov 2026 10:00:00 +0000', 'Content-Transfer-Encoding: 7bit', 'To: other@example.net', 'MIME-version: 1.0' );
		wp_mail( 'a@example.net', 's', 'café', $headers );
		self::assertSame( '<own@shop.example>', $this->field( 'Message-ID' ) );
		self::assertSame( 'Mon, 02 Nov 2026 10:00:00 +0000', $this->field( 'Date' ) );
		self::assertSame( 'a@example.net', $this->field( 'To' ) );
		self::assertSame( '8bit', $this->field( 'Content-Transfer-Encoding' ) );
		self::assertSame( 1, substr_count( $this->taken(), 'Content-Transfer-Encoding' ) );
	}

	public function test_another_charset_is_obeyed(): void {
		add_filter(
			'wp_mail_charset',
			static function () {
				return 'ISO-8859-1';
			}
		);
		wp_mail( 'a@example.net', 's', "caf\xe9" );
		self::assertStringContainsString( 'ISO-8859-1', (string) $this->field( 'Content-Type' ) );
		self::assertStringContainsString( "caf\xe9", $this->taken() );
	}

	public function test_nothing_of_a_mail_is_left_for_the_next(): void {
		add_action( 'phpmailer_init', array( $this, 'spoil' ) );
		wp_mail( 'a@example.net', 's', '<p>first</p>', array( 'Content-Type: text/html', 'X-Left: over', 'Reply-To: r@example.net' ) );
		remove_action( 'phpmailer_init', array( $this, 'spoil' ) );
		wp_mail( 'b@example.net', 's', 'second' );
		self::assertSame( array( 'b@example.net' ), $this->recipients() );
		self::assertStringNotContainsString( 'first', $this->taken() );
		self::assertNull( $this->field( 'X-Left' ) );
		self::assertNull( $this->field( 'Reply-To' ) );
		self::assertStringStartsWith( 'text/plain', (string) $this->field( 'Content-Type' ) );
		self::assertSame( 'admin@shop.example', $this->told()['mail']['sender'] );
		self::assertSame( "second\r\n", explode( "\r\n\r\n", $this->taken(), 2 )[1] );
	}

	public function spoil( $mailer ): void {
		$mailer->Sender   = 'bounces@shop.example';
		$mailer->Encoding = 'base64';
		$mailer->AltBody  = 'first in plain';
	}

	public function test_success_is_told_once(): void {
		wp_mail( 'a@example.net', 's', 't' );
		self::assertSame( 1, $this->successes );
		self::assertSame( array(), $this->failures );
	}

	public function test_a_refusal_is_told_with_the_mail_and_the_reason(): void {
		Settings::change( array( 'from_mode' => Settings::KEEP ) );
		self::assertFalse( wp_mail( 'a@example.net', 'the subject', 't', 'From: someone@elsewhere.example' ) );
		self::assertSame( 0, $this->successes );
		self::assertCount( 1, $this->failures );
		self::assertStringContainsString( 'elsewhere.example', $this->failures[0]->get_error_message() );
		self::assertSame( 'the subject', $this->failures[0]->get_error_data()['subject'] );
	}

	public function test_who_decided_before_decides(): void {
		add_filter( 'pre_wp_mail', '__return_false' );
		$before = Facteur\Plugin::handover()->last();
		self::assertFalse( wp_mail( 'a@example.net', 's', 't' ) );
		self::assertSame( $before, Facteur\Plugin::handover()->last() );
	}

	public function test_a_plugin_that_sets_another_server_last_of_all_changes_nothing(): void {
		add_action(
			'phpmailer_init',
			static function ( $mailer ) {
				$mailer->isSMTP();
				$mailer->Host = '127.0.0.1';
				$mailer->Port = 1;
			},
			PHP_INT_MAX
		);
		self::assertTrue( wp_mail( 'a@example.net', 's', 't' ) );
		self::assertSame( 'at-gateway', Facteur\Plugin::handover()->last()->kind() );
	}

	public function test_a_mailer_that_another_plugin_has_put_in_its_place_gives_way(): void {
		require_once ABSPATH . WPINC . '/PHPMailer/PHPMailer.php';
		$GLOBALS['phpmailer'] = new PHPMailer\PHPMailer\PHPMailer( true );
		self::assertTrue( wp_mail( 'a@example.net', 's', 't' ) );
		self::assertSame( 'at-gateway', Facteur\Plugin::handover()->last()->kind() );
	}
}
