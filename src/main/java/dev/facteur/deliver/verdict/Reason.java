package dev.facteur.deliver.verdict;

import java.util.Locale;

/// Why a remote did not take a mail: a stable word for events and for whoever acts on them, and who
/// has to act. The catalogues of the command line say under `advice.` and this word what to do.
public enum Reason {
    // The account at the route.
    LOGIN_REFUSED(Who.YOU),
    LOGIN_REQUIRED(Who.YOU),
    /// The provider takes this account by another kind of login only.
    LOGIN_METHOD(Who.YOU),
    TLS_REQUIRED(Who.YOU),
    IP_NOT_ALLOWED(Who.YOU),
    PERMISSION_MISSING(Who.YOU),
    ACCOUNT_NOT_ACTIVATED(Who.YOU),
    ACCOUNT_SUSPENDED(Who.YOU),
    SANDBOX(Who.YOU),
    CREDIT_GONE(Who.YOU),
    /// The day's or the plan's number of mails is used up; it comes back by itself.
    QUOTA_GONE(Who.NOBODY),
    REGION_WRONG(Who.YOU),
    RELAY_DENIED(Who.YOU),

    // One sender.
    SENDER_NOT_VERIFIED(Who.YOU),
    SENDER_NOT_ALLOWED(Who.YOU),
    SENDER_REFUSED(Who.YOU),
    SENDER_DOMAIN_UNKNOWN(Who.DNS),

    // The recipient.
    UNKNOWN_RECIPIENT(Who.RECIPIENT),
    UNKNOWN_DOMAIN(Who.RECIPIENT),
    BAD_ADDRESS(Who.YOU),
    RECIPIENT_MOVED(Who.RECIPIENT),
    MAILBOX_FULL(Who.RECIPIENT),
    MAILBOX_DISABLED(Who.RECIPIENT),
    NOT_WANTED(Who.RECIPIENT),
    /// The provider keeps a list of addresses it does not write to.
    SUPPRESSED(Who.YOU),

    // How fast, and the state of the remote.
    GREYLISTED(Who.NOBODY),
    RATE(Who.NOBODY),
    TOO_MANY_CONNECTIONS(Who.NOBODY),
    TOO_MANY_RECIPIENTS(Who.NOBODY),
    REMOTE_TROUBLE(Who.NOBODY),
    /// The remote could not reach the next server, or gave up.
    UNREACHABLE_BEYOND(Who.RECIPIENT),
    LATER(Who.NOBODY),
    TURNED_AWAY(Who.YOU),

    // The mail.
    TOO_LARGE(Who.YOU),
    CONTENT(Who.YOU),
    CONTENT_UNSAFE(Who.YOU),
    MALFORMED(Who.YOU),
    LOOP(Who.YOU),
    POLICY(Who.YOU),
    POLICY_DMARC(Who.DNS),
    POLICY_SPF(Who.DNS),
    POLICY_DKIM(Who.DNS),
    /// Neither SPF nor DKIM speaks for it.
    POLICY_AUTHENTICATION(Who.DNS),
    /// The address that delivers has no name of its own.
    POLICY_REVERSE_DNS(Who.HOST),
    IP_LISTED(Who.HOST),
    REPUTATION(Who.YOU),

    // The rest.
    DUPLICATE(Who.NOBODY),
    REQUEST_WRONG(Who.PROVIDER),
    PROTOCOL(Who.PROVIDER),
    REFUSED(Who.RECIPIENT);

    private final Who who;

    Reason(Who who) {
        this.who = who;
    }

    public Who who() {
        return who;
    }

    /// As it stands in the table and in events, such as `mailbox-full`.
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// Whether it speaks of who sends rather than of who gets it.
    public boolean aboutSender() {
        return switch (this) {
            case SENDER_NOT_VERIFIED, SENDER_NOT_ALLOWED, SENDER_REFUSED, SENDER_DOMAIN_UNKNOWN ->
                    true;
            default -> false;
        };
    }
}
