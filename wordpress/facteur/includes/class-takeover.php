<?php
/**
 * Takes over other plugins' settings.
 *
 * @package Facteur
 */

namespace Facteur;

defined( 'ABSPATH' ) || exit;

/**
 * Reads what other mail plugins were set to, and does with the gateway what they did: the sender here, the account at
 * a provider there. Their own settings stay as they are.
 */
final class Takeover {
	/**
	 * What was found of other plugins, switched on or off.
	 *
	 * @return array<string, Found> By the plugin's folder.
	 */
	public static function found(): array {
		$found = array();
		foreach ( array( array( Other_Settings::class, 'wp_mail_smtp' ), array( Other_Settings::class, 'easy_wp_smtp' ), array( Other_Settings::class, 'fluent_smtp' ), array( Other_Settings::class, 'post_smtp' ) ) as $read ) {
			$one = $read();
			if ( $one instanceof Found ) {
				$found[ $one->plugin ] = $one;
			}
		}
		return $found;
	}

	/**
	 * What taking over would do, a sentence each.
	 *
	 * @param Found $found What was found.
	 * @return string[]
	 */
	public static function plan( Found $found ): array {
		$plan = array();
		if ( '' !== $found->sender['address'] ) {
			$plan[] = $found->sender['force']
				/* translators: %s: an address */
				? sprintf( __( 'Let all mail come from %s.', 'facteur' ), $found->sender['address'] )
				/* translators: %s: an address */
				: sprintf( __( 'Let mail come from %s where nothing else is said.', 'facteur' ), $found->sender['address'] );
		}
		if ( '' !== $found->provider ) {
			/* translators: %s: a provider such as sendgrid */
			$plan[] = sprintf( __( 'Give the gateway this site\'s account at %s, if its operator allows that.', 'facteur' ), $found->provider );
		} elseif ( '' !== $found->host ) {
			/* translators: %s: a mail server */
			$plan[] = sprintf( __( 'The mail server %s cannot be handed on from here; the gateway\'s operator adds it with "facteur route add".', 'facteur' ), $found->host );
		}
		/* translators: %s: the name of a plugin */
		$plan[] = sprintf( __( 'Afterwards switch off %s yourself; its settings stay as they are.', 'facteur' ), $found->name );
		return $plan;
	}

	/**
	 * Takes one plugin's settings over.
	 *
	 * @param string $plugin The plugin's folder.
	 * @return string|\WP_Error What was done, in words.
	 */
	public static function carry_out( string $plugin ) {
		$found = self::found()[ $plugin ] ?? null;
		if ( null === $found ) {
			return new \WP_Error( 'facteur_takeover', __( 'There is nothing to take over.', 'facteur' ) );
		}
		self::take_sender( $found );
		if ( '' === $found->provider || ! Settings::load()->connected() ) {
			/* translators: %s: the name of a plugin */
			return sprintf( __( 'The sender was taken over. Now switch off %s.', 'facteur' ), $found->name );
		}
		$answer = Settings::load()->gateway()->post( '/v1/site/routes', array( 'provider' => $found->provider ) + $found->account );
		if ( $answer->fine() ) {
			/* translators: 1: a provider, 2: the name of a plugin */
			return sprintf( __( 'The sender was taken over, and mail of this site leaves by your account at %1$s. Now switch off %2$s.', 'facteur' ), $found->provider, $found->name );
		}
		if ( 409 === $answer->status ) {
			/* translators: 1: a provider, 2: the name of a plugin */
			return sprintf( __( 'The sender was taken over. The gateway has an account of this site at %1$s already; whoever runs it can change that. Now switch off %2$s.', 'facteur' ), $found->provider, $found->name );
		}
		if ( 403 === $answer->status ) {
			return new \WP_Error( 'facteur_takeover', __( 'The sender was taken over. The gateway\'s operator does not let this site bring its own account: the connection link has to be made with "facteur site pair NAME --permission routes". Without it, mail leaves by the gateway\'s own ways.', 'facteur' ) );
		}
		/* translators: %s: the gateway's reason */
		return new \WP_Error( 'facteur_takeover', sprintf( __( 'The sender was taken over, the account was not: %s', 'facteur' ), $answer->problem() ) );
	}

	/**
	 * Takes the sender over; one that the gateway would refuse is not forced on every mail.
	 *
	 * @param Found $found What was found.
	 */
	private static function take_sender( Found $found ): void {
		if ( ! is_email( $found->sender['address'] ) ) {
			return;
		}
		$fits = ( new Sender_Rules( Settings::load() ) )->fits( $found->sender['address'] );
		Settings::change(
			array(
				'from_address' => $fits ? $found->sender['address'] : null,
				'from_name'    => '' === $found->sender['name'] ? null : $found->sender['name'],
				'from_mode'    => $fits && $found->sender['force'] ? Settings::FORCE : Settings::KEEP_FITTING,
			)
		);
	}
}
