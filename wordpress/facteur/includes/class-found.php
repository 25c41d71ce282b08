<?php
/**
 * What another mail plugin was set to.
 *
 * @package Facteur
 */

namespace Facteur;

defined( 'ABSPATH' ) || exit;

/**
 * Another plugin's settings in our words.
 */
final class Found {
	/**
	 * Servers of the providers that a gateway knows, with the region that the server's name stands for.
	 */
	const SERVERS = array(
		'smtp.sendgrid.net'              => array( 'sendgrid', '' ),
		'smtp.eu.sendgrid.net'           => array( 'sendgrid', 'eu' ),
		'smtp-relay.brevo.com'           => array( 'brevo', '' ),
		'smtp-relay.sendinblue.com'      => array( 'brevo', '' ),
		'smtp.mailgun.org'               => array( 'mailgun', 'us' ),
		'smtp.eu.mailgun.org'            => array( 'mailgun', 'eu' ),
		'smtp.postmarkapp.com'           => array( 'postmark', 'transactional' ),
		'smtp-broadcasts.postmarkapp.com' => array( 'postmark', 'broadcast' ),
		'smtp.gmail.com'                 => array( 'gmail', 'mailbox' ),
		'smtp-relay.gmail.com'           => array( 'gmail', 'relay' ),
		'smtp.office365.com'             => array( 'microsoft365', '' ),
		'in-v3.mailjet.com'              => array( 'mailjet', '' ),
		'smtp.sparkpostmail.com'         => array( 'sparkpost', 'us' ),
		'smtp.eu.sparkpostmail.com'      => array( 'sparkpost', 'eu' ),
		'smtp.resend.com'                => array( 'resend', '' ),
	);

	/**
	 * The plugin's folder.
	 *
	 * @var string
	 */
	public $plugin;

	/**
	 * Its name.
	 *
	 * @var string
	 */
	public $name;

	/**
	 * The sender's address, name, and whether it replaces others.
	 *
	 * @var array{address: string, name: string, force: bool}
	 */
	public $sender;

	/**
	 * The provider as the gateway names it; '' when it is none that it knows.
	 *
	 * @var string
	 */
	public $provider;

	/**
	 * The mail server, where there is one.
	 *
	 * @var string
	 */
	public $host;

	/**
	 * What the gateway needs of the account: region, user, password, api_user, key. Secrets among it.
	 *
	 * @var array<string, string>
	 */
	public $account;

	/**
	 * Makes one.
	 *
	 * @param string                $plugin   Folder.
	 * @param string                $name     Name.
	 * @param array<string, mixed>  $sender   Address, name, force.
	 * @param string                $provider Provider, or ''.
	 * @param string                $host     Mail server, or ''.
	 * @param array<string, string> $account  What is known of the account.
	 */
	private function __construct( string $plugin, string $name, array $sender, string $provider, string $host, array $account ) {
		$this->plugin   = $plugin;
		$this->name     = $name;
		$this->sender   = array(
			'address' => (string) ( $sender['address'] ?? '' ),
			'name'    => (string) ( $sender['name'] ?? '' ),
			'force'   => ! empty( $sender['force'] ),
		);
		$this->provider = $provider;
		$this->host     = $host;
		$this->account  = array_filter( array_map( 'strval', $account ), 'strlen' );
	}

	/**
	 * An account at a provider, by its API.
	 *
	 * @param string                $plugin   Folder.
	 * @param string                $name     Name.
	 * @param array<string, mixed>  $sender   Address, name, force.
	 * @param string                $provider Provider.
	 * @param array<string, string> $account  What is known of the account.
	 */
	public static function account( string $plugin, string $name, array $sender, string $provider, array $account ): self {
		return new self( $plugin, $name, $sender, $provider, '', $account );
	}

	/**
	 * A login at a mail server.
	 *
	 * @param string               $plugin   Folder.
	 * @param string               $name     Name.
	 * @param array<string, mixed> $sender   Address, name, force.
	 * @param string               $host     Mail server.
	 * @param string               $user     User name.
	 * @param string               $password Password.
	 */
	public static function login( string $plugin, string $name, array $sender, string $host, string $user, string $password ): self {
		$host                      = strtolower( trim( $host ) );
		list( $provider, $region ) = self::SERVERS[ $host ] ?? array( '', '' );
		$account                   = array( 'region' => $region );
		if ( preg_match( '/^email-smtp\.([a-z0-9-]+)\.amazonaws\.com$/', $host ) ) {
			// Amazon's SMTP password is made of the secret key and does not lead back to it.
			return new self( $plugin, $name, $sender, '', $host, array() );
		}
		switch ( $provider ) {
			case 'sendgrid':
			case 'postmark':
			case 'sparkpost':
			case 'resend':
				$account['key'] = $password;
				break;
			case 'mailjet':
				$account += array(
					'api_user' => $user,
					'key'      => $password,
				);
				break;
			default:
				$account += array(
					'user'     => $user,
					'password' => $password,
				);
		}
		return new self( $plugin, $name, $sender, $provider, $host, $account );
	}

	/**
	 * No account: the sender only, as with PHP's mail() or a way that the gateway cannot go on with.
	 *
	 * @param string               $plugin Folder.
	 * @param string               $name   Name.
	 * @param array<string, mixed> $sender Address, name, force.
	 */
	public static function sender_only( string $plugin, string $name, array $sender ): self {
		return new self( $plugin, $name, $sender, '', '', array() );
	}
}
