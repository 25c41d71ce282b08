<?php
/**
 * What a mail looks like.
 *
 * @package Facteur
 */

namespace Facteur;

defined( 'ABSPATH' ) || exit;

/**
 * Shows a mail's HTML inside a frame that can run nothing, load nothing and reach nothing of wp-admin, whoever wrote it.
 */
final class Preview {
	const POLICY = "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'";

	/**
	 * Where the frame gets it.
	 *
	 * @param string $id The mail.
	 */
	public static function url( string $id ): string {
		return wp_nonce_url( admin_url( 'admin-post.php?action=facteur_preview&id=' . rawurlencode( $id ) ), 'facteur_preview_' . $id );
	}

	/**
	 * Action `admin_post_facteur_preview`.
	 */
	public static function show(): void {
		$id = isset( $_GET['id'] ) ? sanitize_key( wp_unslash( $_GET['id'] ) ) : '';
		if ( ! Admin::may() ) {
			wp_die( esc_html__( 'You may not do this.', 'facteur' ), '', array( 'response' => 403 ) );
		}
		check_admin_referer( 'facteur_preview_' . $id );
		$answer = Settings::load()->gateway()->get( '/v1/mails/' . rawurlencode( $id ) . '/body' );
		header( 'Content-Security-Policy: ' . self::POLICY );
		header( 'X-Content-Type-Options: nosniff' );
		header( 'Referrer-Policy: no-referrer' );
		header( 'Content-Type: text/html; charset=utf-8' );
		header( 'Cache-Control: no-store' );
		$html = isset( $answer->body['html'] ) ? (string) $answer->body['html'] : '';
		if ( $answer->fine() && '' !== $html ) {
			// phpcs:ignore WordPress.Security.EscapeOutput -- A mail's own HTML, shown as it is; the policy above lets it do nothing.
			echo $html;
			exit;
		}
		$text = $answer->fine() ? (string) ( $answer->body['text'] ?? '' ) : $answer->problem();
		echo '<pre style="white-space:pre-wrap;font:14px monospace">' . esc_html( $text ) . '</pre>';
		exit;
	}
}
