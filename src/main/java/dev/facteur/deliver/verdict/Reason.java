package dev.facteur.deliver.verdict;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/// Why a remote did not take a mail: a stable word for events and for whoever acts on them, and who
/// has to act. The catalogues of the command line say under `advice.` and this word what to do.
public enum Reason {
    // The account at the route.
    LOGIN_REFUSED(Who.YOU, About.ACCOUNT),
    /// The provider has not been asked whether we may send, or says so no more (OAuth).
    AUTHORIZATION_NEEDED(Who.YOU, About.ACCOUNT),
    LOGIN_REQUIRED(Who.YOU, About.ACCOUNT),
    /// The provider takes this account by another kind of login only.
    LOGIN_METHOD(Who.YOU, About.ACCOUNT),
    TLS_REQUIRED(Who.YOU, About.ACCOUNT),
    IP_NOT_ALLOWED(Who.YOU, About.ACCOUNT),
    PERMISSION_MISSING(Who.YOU, About.ACCOUNT),
    ACCOUNT_NOT_ACTIVATED(Who.YOU, About.ACCOUNT),
    ACCOUNT_SUSPENDED(Who.YOU, About.ACCOUNT),
    SANDBOX(Who.YOU, About.ACCOUNT),
    CREDIT_GONE(Who.YOU, About.ACCOUNT),
    /// The day's or the plan's number of mails is used up; it comes back by itself.
    QUOTA_GONE(Who.NOBODY, About.ACCOUNT),
    REGION_WRONG(Who.YOU, About.ACCOUNT),
    RELAY_DENIED(Who.YOU, About.ACCOUNT),

    // One sender.
    SENDER_NOT_VERIFIED(Who.YOU, About.SENDER),
    SENDER_NOT_ALLOWED(Who.YOU, About.SENDER),
    SENDER_REFUSED(Who.YOU, About.SENDER),
    SENDER_DOMAIN_UNKNOWN(Who.DNS, About.SENDER),

    // The recipient.
    UNKNOWN_RECIPIENT(Who.RECIPIENT, About.RECIPIENT),
    UNKNOWN_DOMAIN(Who.RECIPIENT, About.RECIPIENT),
    BAD_ADDRESS(Who.YOU, About.RECIPIENT),
    RECIPIENT_MOVED(Who.RECIPIENT, About.RECIPIENT),
    MAILBOX_FULL(Who.RECIPIENT, About.RECIPIENT),
    MAILBOX_DISABLED(Who.RECIPIENT, About.RECIPIENT),
    NOT_WANTED(Who.RECIPIENT, About.RECIPIENT),
    /// The provider keeps a list of addresses it does not write to.
    SUPPRESSED(Who.YOU, About.RECIPIENT),

    // How fast, and the state of the remote.
    GREYLISTED(Who.NOBODY, About.REMOTE),
    RATE(Who.NOBODY, About.REMOTE),
    TOO_MANY_CONNECTIONS(Who.NOBODY, About.REMOTE),
    TOO_MANY_RECIPIENTS(Who.NOBODY, About.REMOTE),
    REMOTE_TROUBLE(Who.NOBODY, About.REMOTE),
    /// The remote could not reach the next server, or gave up.
    UNREACHABLE_BEYOND(Who.RECIPIENT, About.REMOTE),
    /// Its domain demands verified TLS, and no server of it shows what that takes.
    TLS_UNPROVED(Who.RECIPIENT, About.REMOTE),
    LATER(Who.NOBODY, About.REMOTE),
    TURNED_AWAY(Who.YOU, About.REMOTE),
    /// No connection comes through on any port of the server; the one reason that nobody says.
    PORTS_BLOCKED(Who.YOU, About.REMOTE),
    /// Mail servers cannot be called from here at all.
    PORT_25_BLOCKED(Who.HOST, About.REMOTE),

    // The mail.
    TOO_LARGE(Who.YOU, About.MAIL),
    CONTENT(Who.YOU, About.MAIL),
    CONTENT_UNSAFE(Who.YOU, About.MAIL),
    MALFORMED(Who.YOU, About.MAIL),
    LOOP(Who.YOU, About.MAIL),
    POLICY(Who.YOU, About.MAIL),
    POLICY_DMARC(Who.DNS, About.MAIL),
    POLICY_SPF(Who.DNS, About.MAIL),
    POLICY_DKIM(Who.DNS, About.MAIL),
    /// Neither SPF nor DKIM speaks for it.
    POLICY_AUTHENTICATION(Who.DNS, About.MAIL),
    /// The address that delivers has no name of its own.
    POLICY_REVERSE_DNS(Who.HOST, About.MAIL),
    IP_LISTED(Who.HOST, About.ACCOUNT),
    REPUTATION(Who.YOU, About.MAIL),

    // The rest.
    DUPLICATE(Who.NOBODY, About.REMOTE),
    REQUEST_WRONG(Who.PROVIDER, About.REMOTE),
    PROTOCOL(Who.PROVIDER, About.REMOTE),
    REFUSED(Who.RECIPIENT, About.REMOTE);

    /// What a reason speaks of.
    public enum About {
        /// Whoever sends over this route.
        ACCOUNT,
        SENDER,
        RECIPIENT,
        MAIL,
        REMOTE
    }

    private static final Set<Reason> LOGINS =
            EnumSet.of(
                    AUTHORIZATION_NEEDED,
                    LOGIN_REFUSED,
                    LOGIN_METHOD,
                    TLS_REQUIRED,
                    IP_NOT_ALLOWED);

    private final Who who;
    private final About about;

    Reason(Who who, About about) {
        this.who = who;
        this.about = about;
    }

    public Who who() {
        return who;
    }

    public About about() {
        return about;
    }

    /// Whether this word is about the login alone, so that a login that works again ends it.
    public static boolean ofLogin(String word) {
        return LOGINS.stream().anyMatch(reason -> reason.word().equals(word));
    }

    /// As it stands in the table and in events, such as `mailbox-full`.
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
