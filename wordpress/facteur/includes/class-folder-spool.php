<?php
/**
 * Mails that wait in a folder.
 *
 * @package Facteur
 */

namespace Facteur;

defined( 'ABSPATH' ) || exit;

// phpcs:disable WordPress.WP.AlternativeFunctions -- WP_Filesystem has neither locks nor a rename that replaces nothing.
// phpcs:disable WordPress.PHP.NoSilencedErrors.Discouraged -- A file that another request has taken away is no error here.

/**
 * One file a mail, in a folder that no web server shows: its envelope as a line of JSON, then the message. A file is
 * written under another name and renamed, so that what is there is whole; a lock on the file is the claim, and goes by
 * itself when its holder dies.
 */
final class Folder_Spool implements Spool {
	const WAITING   = '.mail';
	const SET_ASIDE = '.aside';
	const DENIAL    = '.htaccess';
	const NO_LIST   = 'index.html';

	/**
	 * The folder.
	 *
	 * @var string
	 */
	private $folder;

	/**
	 * What the names of this site's files start with; a network has one folder.
	 *
	 * @var string
	 */
	private $start;

	/**
	 * Claimed files, by id.
	 *
	 * @var array<string, resource>
	 */
	private $claimed = array();

	/**
	 * Makes one; touches nothing.
	 *
	 * @param string $folder  The folder.
	 * @param int    $blog_id The site in its network.
	 */
	public function __construct( string $folder, int $blog_id ) {
		$this->folder = untrailingslashit( $folder );
		$this->start  = $blog_id . '-';
	}

	/**
	 * Whether mails can be kept here; makes the folder if need be.
	 */
	public function is_usable(): bool {
		if ( @is_dir( $this->folder ) ) {
			return @is_writable( $this->folder );
		}
		// Should a web server show it all the same, Apache then refuses, and no other lists it.
		return @mkdir( $this->folder, 0700 )
			&& false !== @file_put_contents( $this->folder . '/' . self::DENIAL, "Require all denied\n" )
			&& false !== @file_put_contents( $this->folder . '/' . self::NO_LIST, '' );
	}

	/**
	 * {@inheritDoc}
	 *
	 * @param Mail $mail The mail.
	 */
	public function put( Mail $mail ): bool {
		if ( ! $this->is_usable() ) {
			return false;
		}
		// Names in the order of time; the key makes them different, and a mail that is put twice is there once.
		$id = sprintf( '%s%010d-%s', $this->start, $mail->made, preg_replace( '/[^A-Za-z0-9-]/', '', $mail->key ) );
		return $this->write( $id . self::WAITING, $mail, '' );
	}

	/**
	 * {@inheritDoc}
	 *
	 * @param int $limit So many at most.
	 */
	public function waiting( int $limit ): array {
		return array_slice( $this->ids( self::WAITING ), 0, $limit );
	}

	/**
	 * {@inheritDoc}
	 *
	 * @param string $id Its id.
	 */
	public function claim( string $id ): ?Mail {
		$path = $this->path( $id, self::WAITING );
		$file = @fopen( $path, 'rb' );
		if ( ! $file ) {
			return null;
		}
		// Whoever had the lock before may have removed the file while this one was being opened.
		if ( ! flock( $file, LOCK_EX | LOCK_NB ) || ! @is_file( $path ) ) {
			fclose( $file );
			return null;
		}
		$this->claimed[ $id ] = $file;
		$mail                 = self::read( $file );
		if ( null === $mail ) {
			$this->release( $id );
		}
		return $mail;
	}

	/**
	 * {@inheritDoc}
	 *
	 * @param string $id Its id.
	 */
	public function release( string $id ): void {
		if ( isset( $this->claimed[ $id ] ) ) {
			fclose( $this->claimed[ $id ] );
			unset( $this->claimed[ $id ] );
		}
	}

	/**
	 * {@inheritDoc}
	 *
	 * @param string $id Its id.
	 */
	public function remove( string $id ): void {
		@unlink( $this->path( $id, self::WAITING ) );
		@unlink( $this->path( $id, self::SET_ASIDE ) );
		$this->release( $id );
	}

	/**
	 * {@inheritDoc}
	 *
	 * @param string $id  Its id.
	 * @param string $why The gateway's reason.
	 */
	public function set_aside( string $id, string $why ): void {
		$this->move( $id, self::WAITING, self::SET_ASIDE, $why );
	}

	/**
	 * {@inheritDoc}
	 *
	 * @param string $id Its id.
	 */
	public function bring_back( string $id ): void {
		$this->move( $id, self::SET_ASIDE, self::WAITING, '' );
	}

	/**
	 * {@inheritDoc}
	 *
	 * @param int $limit So many at most.
	 */
	public function all( int $limit ): array {
		$found = array();
		foreach ( array( self::WAITING, self::SET_ASIDE ) as $end ) {
			foreach ( $this->ids( $end ) as $id ) {
				$file = count( $found ) < $limit ? @fopen( $this->path( $id, $end ), 'rb' ) : false;
				if ( ! $file ) {
					continue;
				}
				$envelope = self::envelope( $file );
				$found[]  = new Spooled( $id, $envelope, isset( $envelope['refused'] ) ? (string) $envelope['refused'] : '' );
				fclose( $file );
			}
		}
		return $found;
	}

	/**
	 * Removes all of this site's mails, and the folder when nothing else is in it.
	 */
	public function clear(): void {
		foreach ( array_merge( $this->ids( self::WAITING ), $this->ids( self::SET_ASIDE ) ) as $id ) {
			$this->remove( $id );
		}
		if ( array( '.', '..', self::DENIAL, self::NO_LIST ) === @scandir( $this->folder ) ) {
			@unlink( $this->folder . '/' . self::DENIAL );
			@unlink( $this->folder . '/' . self::NO_LIST );
			@rmdir( $this->folder );
		}
	}

	/**
	 * Writes a mail so that it is there whole or not at all, and on the disk where PHP can see to that.
	 *
	 * @param string $name File name.
	 * @param Mail   $mail The mail.
	 * @param string $why  Why it was set aside, or ''.
	 */
	private function write( string $name, Mail $mail, string $why ): bool {
		$path  = $this->folder . '/' . $name;
		$fresh = $path . '.' . wp_generate_password( 8, false ) . '.new';
		$file  = @fopen( $fresh, 'xb' );
		if ( ! $file ) {
			return false;
		}
		@chmod( $fresh, 0600 );
		$text = wp_json_encode( $mail->envelope() + array( 'refused' => $why ) ) . "\n" . $mail->bytes;
		$done = strlen( $text ) === @fwrite( $file, $text ) && fflush( $file );
		if ( $done && function_exists( 'fsync' ) ) {
			// phpcs:ignore PHPCompatibility.FunctionUse.NewFunctions.fsyncFound -- Asked for just before.
			$done = fsync( $file );
		}
		$done = fclose( $file ) && $done && @rename( $fresh, $path );
		if ( ! $done ) {
			@unlink( $fresh );
		}
		return $done;
	}

	/**
	 * The mail in a file.
	 *
	 * @param resource $file The file, at its start.
	 * @return Mail|null Null when it is damaged.
	 */
	private static function read( $file ): ?Mail {
		$envelope = self::envelope( $file );
		return null === $envelope ? null : Mail::restore( $envelope, (string) stream_get_contents( $file ) );
	}

	/**
	 * The first line of a file.
	 *
	 * @param resource $file The file, at its start.
	 * @return array<string, mixed>|null Null when it is damaged.
	 */
	private static function envelope( $file ): ?array {
		$envelope = json_decode( (string) fgets( $file ), true );
		$whole    = is_array( $envelope ) && isset( $envelope['key'], $envelope['from'], $envelope['to'], $envelope['tags'], $envelope['made'] );
		return $whole ? $envelope : null;
	}

	/**
	 * Moves a mail between those that wait and those set aside.
	 *
	 * @param string $id   Its id.
	 * @param string $from End of its name now.
	 * @param string $to   End of its name then.
	 * @param string $why  Why it is set aside.
	 */
	private function move( string $id, string $from, string $to, string $why ): void {
		$path = $this->path( $id, $from );
		$file = @fopen( $path, 'rb' );
		$mail = $file ? self::read( $file ) : null;
		if ( $file ) {
			fclose( $file );
		}
		if ( null !== $mail && $this->write( $id . $to, $mail, $why ) ) {
			@unlink( $path );
		}
		$this->release( $id );
	}

	/**
	 * The ids of this site's files, the oldest first.
	 *
	 * @param string $end End of their names.
	 * @return string[]
	 */
	private function ids( string $end ): array {
		$ids = array();
		foreach ( (array) @scandir( $this->folder ) as $name ) {
			if ( 0 === strpos( (string) $name, $this->start ) && substr( $name, -strlen( $end ) ) === $end ) {
				$ids[] = substr( $name, 0, -strlen( $end ) );
			}
		}
		return $ids;
	}

	/**
	 * Where a mail lies. An id is a name, whatever a request claims.
	 *
	 * @param string $id  Its id.
	 * @param string $end End of its name.
	 */
	private function path( string $id, string $end ): string {
		return $this->folder . '/' . $this->start . preg_replace( '/[^A-Za-z0-9-]/', '', substr( $id, strlen( $this->start ) ) ) . $end;
	}
}
