package dev.facteur.deliver.smtp;

import dev.facteur.deliver.Outcome;
import dev.facteur.deliver.Outcome.Cause;
import dev.facteur.deliver.Outcome.Kind;
import dev.facteur.deliver.Phase;
import dev.facteur.deliver.Via;
import dev.facteur.protocol.smtp.Reply;
import java.util.List;
import java.util.Locale;

/// What a negative reply means for the mail. The only place where codes are interpreted.
///
/// | reply | meaning |
/// | --- | --- |
/// | 421 anywhere | try again; the server hangs up |
/// | 4xx anywhere | try again |
/// | 5xx before the login | try again: it speaks of us or of the server, never of a recipient |
/// | 5xx to STARTTLS | try again, as a TLS failure: never on in clear |
/// | 5xx to AUTH | the account: park |
/// | 530, 534, 535, 538 anywhere | the account: park |
/// | 5xx to MAIL with words about authentication and no status | the account: park |
/// | other 5xx to MAIL with status 5.7.x | this sender: try again, the other mails go on |
/// | other 5xx to MAIL | this mail is refused |
/// | 5xx to RCPT that rejects the sender's address | the same as to MAIL |
/// | 552 to RCPT | try again: too many recipients at once |
/// | other 5xx to RCPT | this recipient is refused |
/// | 5xx to DATA or to the content | refused for all that were accepted |
final class ReplyVerdict {
    /// How servers say at RCPT that they mean the sender: Postfix, which keeps all refusals until
    /// then (`smtpd_delay_reject`), and Exchange. The status alone does not tell: 5.7.1 there is a
    /// policy of the recipient as well.
    private static final List<String> WORDS_ABOUT_SENDER =
            List.of("sender address rejected", "not owned by", "send as this sender");

    private ReplyVerdict() {}

    /// @param reply one that is not the success this phase waits for
    static Outcome of(Phase phase, Reply reply, Via via) {
        boolean aboutSender = phase == Phase.MAIL || (phase == Phase.RCPT && namesSender(reply));
        String sentence = sentence(phase, aboutSender, reply, via);
        var cause = new Cause(kind(phase), phase, via, reply, sentence);
        if (!reply.permanentFailure()) return new Outcome.Deferred(cause, null);
        return switch (phase) {
            case CONNECT, GREETING, EHLO, STARTTLS -> new Outcome.Deferred(cause, null);
            case AUTH -> parked(cause);
            case MAIL -> speaksOfAccount(reply) ? parked(cause) : ofSender(reply, cause);
            case RCPT -> {
                if (asksForLogin(reply)) yield parked(cause);
                if (aboutSender) yield ofSender(reply, cause);
                // RFC 5321 §4.5.3.1.10: some servers say 552 where they mean 452.
                yield reply.code() == 552
                        ? new Outcome.Deferred(cause, null)
                        : new Outcome.Refused(cause);
            }
            case DATA, CONTENT, FINAL_DOT ->
                    asksForLogin(reply) ? parked(cause) : new Outcome.Refused(cause);
        };
    }

    /// Whether the server wants the rest of the recipients in another transaction: 452, or the 552
    /// some say instead, and no status that means something else (a full mailbox).
    static boolean tooMany(Reply reply) {
        if (reply.code() != 452 && reply.code() != 552) return false;
        return reply.status().isEmpty() || reply.status().endsWith(".5.3");
    }

    private static Outcome parked(Cause cause) {
        return new Outcome.Parked(
                new Cause(
                        Kind.AUTHENTICATION,
                        cause.phase(),
                        cause.via(),
                        cause.reply(),
                        cause.status(),
                        cause.sentence()));
    }

    private static Kind kind(Phase phase) {
        return switch (phase) {
            case STARTTLS -> Kind.TLS;
            case AUTH -> Kind.AUTHENTICATION;
            case CONNECT, GREETING, EHLO, MAIL, RCPT, DATA, CONTENT, FINAL_DOT -> Kind.REPLY;
        };
    }

    /// RFC 4954 §6: authentication required, mechanism too weak, credentials invalid, encryption
    /// required.
    private static boolean asksForLogin(Reply reply) {
        return switch (reply.code()) {
            case 530, 534, 535, 538 -> true;
            default -> false;
        };
    }

    /// That the login is missing concerns every mail of the route.
    private static boolean speaksOfAccount(Reply reply) {
        if (asksForLogin(reply)) return true;
        return reply.status().isEmpty()
                && reply.toString().toLowerCase(Locale.ROOT).contains("authenticat");
    }

    private static boolean namesSender(Reply reply) {
        String words = reply.toString().toLowerCase(Locale.ROOT);
        return WORDS_ABOUT_SENDER.stream().anyMatch(words::contains);
    }

    /// A sender that the account may not use (5.7.x) is settled with the provider, by verifying it
    /// or by correcting the login; the recipients have no part in it. Nor have other senders, so
    /// the route is not parked: one site's mistake must not hold up its neighbours.
    private static Outcome ofSender(Reply reply, Cause cause) {
        return reply.status().startsWith("5.7.")
                ? new Outcome.Deferred(cause, null)
                : new Outcome.Refused(cause);
    }

    private static String sentence(Phase phase, boolean aboutSender, Reply reply, Via via) {
        String who = via.host() + ":" + via.port();
        String what =
                switch (phase) {
                    case CONNECT, GREETING, EHLO -> " does not take our connection";
                    case STARTTLS -> " offers STARTTLS but does not begin TLS";
                    case AUTH -> " does not accept the route's login";
                    case MAIL, RCPT ->
                            aboutSender
                                    ? " does not take mail from this sender"
                                    : " does not take mail for this recipient";
                    case DATA, CONTENT, FINAL_DOT -> " does not take this mail";
                };
        String words = reply.toString();
        return who
                + what
                + (reply.permanentFailure() ? ": " : " for now: ")
                + (words.endsWith(".") ? words : words + ".");
    }
}
