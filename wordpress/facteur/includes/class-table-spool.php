<?php
/**
 * Mails that wait in the database.
 *
 * @package Facteur
 */

namespace Facteur;

defined( 'ABSPATH' ) || exit;

// phpcs:disable WordPress.DB.DirectDatabaseQuery -- The table is the plugin's own, and no cache may stand before a claim.
// phpcs:disable WordPress.DB.PreparedSQL.InterpolatedNotPrepared -- The table's name comes from WordPress, nothing else is put in.

/**
 * A table of its own, for servers without a folder that no web server shows. What stands in it is sealed: a copy of
 * the database opens no password reset. A claim is a time until which nobody else takes the mail; when its holder
 * dies, it ends by itself.
 */
final class Table_Spool implements Spool {
	const CLAIM_SECONDS = 60;

	/**
	 * The site in its network.
	 *
	 * @var int
	 */
	private $blog_id;

	/**
	 * Makes one; asks nothing yet.
	 *
	 * @param int $blog_id The site in its network.
	 */
	public function __construct( int $blog_id ) {
		$this->blog_id = $blog_id;
	}

	/**
	 * The table's name; a network has one.
	 */
	public static function table(): string {
		global $wpdb;
		return $wpdb->base_prefix . 'facteur_spool';
	}

	/**
	 * Makes the table where it is missing.
	 */
	public static function create(): void {
		global $wpdb;
		$table     = self::table();
		$collation = $wpdb->get_charset_collate();
		$wpdb->query(
			"CREATE TABLE IF NOT EXISTS {$table} (
				id bigint(20) unsigned NOT NULL AUTO_INCREMENT,
				blog_id bigint(20) unsigned NOT NULL,
				mail_key varchar(64) NOT NULL,
				claimed_until bigint(20) unsigned NOT NULL DEFAULT 0,
				is_aside tinyint(1) NOT NULL DEFAULT 0,
				refused text NOT NULL,
				sealed_envelope mediumtext NOT NULL,
				sealed_bytes longtext NOT NULL,
				PRIMARY KEY  (id),
				UNIQUE KEY mail_key (mail_key),
				KEY waiting (blog_id, is_aside, id)
			) {$collation}"
		);
	}

	/**
	 * Removes the table.
	 */
	public static function drop(): void {
		global $wpdb;
		$table = self::table();
		$wpdb->query( "DROP TABLE IF EXISTS {$table}" ); // phpcs:ignore WordPress.DB.DirectDatabaseQuery.SchemaChange
	}

	/**
	 * {@inheritDoc}
	 *
	 * @param Mail $mail The mail.
	 */
	public function put( Mail $mail ): bool {
		global $wpdb;
		$row  = array(
			'blog_id'         => $this->blog_id,
			'mail_key'        => $mail->key,
			'refused'         => '',
			'sealed_envelope' => Sealer::seal( (string) wp_json_encode( $mail->envelope() ) ),
			'sealed_bytes'    => Sealer::seal( $mail->bytes ),
		);
		$mute = $wpdb->suppress_errors();
		$done = (bool) $wpdb->insert( self::table(), $row );
		if ( ! $done ) {
			// A plugin that was copied in, not activated, has no table yet.
			self::create();
			$done = (bool) $wpdb->insert( self::table(), $row );
		}
		$wpdb->suppress_errors( $mute );
		return $done;
	}

	/**
	 * {@inheritDoc}
	 *
	 * @param int $limit So many at most.
	 */
	public function waiting( int $limit ): array {
		global $wpdb;
		$table = self::table();
		return array_map(
			'strval',
			$this->quietly(
				static function () use ( $wpdb, $table, $limit ) {
					return $wpdb->get_col(
						$wpdb->prepare( "SELECT id FROM {$table} WHERE blog_id = %d AND is_aside = 0 ORDER BY id LIMIT %d", get_current_blog_id(), $limit )
					);
				}
			)
		);
	}

	/**
	 * {@inheritDoc}
	 *
	 * @param string $id Its id.
	 */
	public function claim( string $id ): ?Mail {
		global $wpdb;
		$table = self::table();
		$taken = $wpdb->query(
			$wpdb->prepare(
				"UPDATE {$table} SET claimed_until = %d WHERE id = %d AND blog_id = %d AND is_aside = 0 AND claimed_until < %d",
				time() + self::CLAIM_SECONDS,
				$id,
				$this->blog_id,
				time()
			)
		);
		if ( 1 !== $taken ) {
			return null;
		}
		$row      = $wpdb->get_row( $wpdb->prepare( "SELECT sealed_envelope, sealed_bytes FROM {$table} WHERE id = %d", $id ) );
		$envelope = $row ? self::envelope( $row->sealed_envelope ) : null;
		$bytes    = $row ? Sealer::open( $row->sealed_bytes ) : null;
		return null === $envelope || null === $bytes ? null : Mail::restore( $envelope, $bytes );
	}

	/**
	 * {@inheritDoc}
	 *
	 * @param string $id Its id.
	 */
	public function release( string $id ): void {
		$this->update( $id, array( 'claimed_until' => 0 ) );
	}

	/**
	 * {@inheritDoc}
	 *
	 * @param string $id Its id.
	 */
	public function remove( string $id ): void {
		global $wpdb;
		$wpdb->delete(
			self::table(),
			array(
				'id'      => $id,
				'blog_id' => $this->blog_id,
			)
		);
	}

	/**
	 * {@inheritDoc}
	 *
	 * @param string $id  Its id.
	 * @param string $why The gateway's reason.
	 */
	public function set_aside( string $id, string $why ): void {
		$this->update(
			$id,
			array(
				'is_aside' => 1,
				'refused'  => $why,
			)
		);
	}

	/**
	 * {@inheritDoc}
	 *
	 * @param string $id Its id.
	 */
	public function bring_back( string $id ): void {
		$this->update(
			$id,
			array(
				'is_aside'      => 0,
				'refused'       => '',
				'claimed_until' => 0,
			)
		);
	}

	/**
	 * {@inheritDoc}
	 *
	 * @param int $limit So many at most.
	 */
	public function all( int $limit ): array {
		global $wpdb;
		$table = self::table();
		$rows  = $this->quietly(
			static function () use ( $wpdb, $table, $limit ) {
				return $wpdb->get_results(
					$wpdb->prepare( "SELECT id, refused, sealed_envelope FROM {$table} WHERE blog_id = %d ORDER BY is_aside, id LIMIT %d", get_current_blog_id(), $limit )
				);
			}
		);
		return array_map(
			static function ( $row ) {
				return new Spooled( (string) $row->id, self::envelope( $row->sealed_envelope ), (string) $row->refused );
			},
			$rows
		);
	}

	/**
	 * Asks without a word in the log where there is no table yet.
	 *
	 * @param callable $question What to ask.
	 * @return array<int, mixed>
	 */
	private function quietly( callable $question ): array {
		global $wpdb;
		$mute   = $wpdb->suppress_errors();
		$answer = $question();
		$wpdb->suppress_errors( $mute );
		return (array) $answer;
	}

	/**
	 * Changes a row of this site.
	 *
	 * @param string               $id      Its id.
	 * @param array<string, mixed> $changes New values.
	 */
	private function update( string $id, array $changes ): void {
		global $wpdb;
		$wpdb->update(
			self::table(),
			$changes,
			array(
				'id'      => $id,
				'blog_id' => $this->blog_id,
			)
		);
	}

	/**
	 * The envelope in a row.
	 *
	 * @param string $sealed The column.
	 * @return array<string, mixed>|null Null when the salts have changed since.
	 */
	private static function envelope( string $sealed ): ?array {
		$clear = Sealer::open( $sealed );
		return null === $clear ? null : (array) json_decode( $clear, true );
	}
}
