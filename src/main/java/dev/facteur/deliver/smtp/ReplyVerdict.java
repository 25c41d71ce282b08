package dev.facteur.deliver.smtp;

import dev.facteur.deliver.Outcome;
import dev.facteur.deliver.Outcome.Cause;
import dev.facteur.deliver.Outcome.Kind;
import dev.facteur.deliver.Phase;
import dev.facteur.deliver.Via;
import dev.facteur.deliver.verdict.Answer;
import dev.facteur.deliver.verdict.Meaning;
import dev.facteur.deliver.verdict.Meanings;
import dev.facteur.deliver.verdict.Verdict;
import dev.facteur.deliver.verdict.Where;
import dev.facteur.mail.Statement;
import dev.facteur.protocol.smtp.Reply;

/// The outcome of a mail whose way ended with a reply of a route's server; [Meanings] says what the
/// reply means.
final class ReplyVerdict {
    private ReplyVerdict() {}

    /// @param reply one that is not the success this phase waits for
    static Outcome of(Phase phase, Reply reply, Via via) {
        var meaning = Meanings.of(answer(phase, reply, via));
        var statement = statement(phase, meaning, reply, via);
        var cause =
                new Cause(kind(phase, meaning), phase, via, reply, statement)
                        .because(meaning.reason());
        return switch (meaning.verdict()) {
            case RETRY -> new Outcome.Deferred(cause, meaning.notBefore());
            case PARK -> new Outcome.Parked(cause);
            case REFUSE_RECIPIENT, REFUSE_MAIL -> new Outcome.Refused(cause);
            case UNCERTAIN -> new Outcome.Uncertain(cause);
            // The table has no such row for a server.
            case DELIVERED -> throw new IllegalStateException("delivered by " + reply);
        };
    }

    private static Answer answer(Phase phase, Reply reply, Via via) {
        if (via.direct()) return Answer.ofMx(where(phase), reply);
        var provider = via.provider().isEmpty() ? null : via.provider();
        return Answer.ofRelay(provider, where(phase), reply);
    }

    private static Where where(Phase phase) {
        return switch (phase) {
            case CONNECT, GREETING, EHLO, STARTTLS -> Where.CONNECT;
            case AUTH -> Where.LOGIN;
            case MAIL -> Where.MAIL;
            case RCPT -> Where.RCPT;
            case DATA, CONTENT, FINAL_DOT -> Where.CONTENT;
        };
    }

    private static Kind kind(Phase phase, Meaning meaning) {
        if (meaning.verdict() == Verdict.PARK) return Kind.AUTHENTICATION;
        return switch (phase) {
            case STARTTLS -> Kind.TLS;
            case AUTH -> Kind.AUTHENTICATION;
            case CONNECT, GREETING, EHLO, MAIL, RCPT, DATA, CONTENT, FINAL_DOT -> Kind.REPLY;
        };
    }

    private static Statement statement(Phase phase, Meaning meaning, Reply reply, Via via) {
        var words = reply.toString();
        var saying = saying(phase, meaning, !reply.permanentFailure());
        return saying.with(via.place(), words.endsWith(".") ? words : words + ".");
    }

    private static Saying saying(Phase phase, Meaning meaning, boolean now) {
        return switch (phase) {
            case CONNECT, GREETING, EHLO ->
                    now ? Saying.SAYS_NO_CONNECTION_NOW : Saying.SAYS_NO_CONNECTION;
            case STARTTLS -> now ? Saying.SAYS_NO_TLS_NOW : Saying.SAYS_NO_TLS;
            case AUTH -> now ? Saying.SAYS_NO_LOGIN_NOW : Saying.SAYS_NO_LOGIN;
            case MAIL -> ofMail(meaning, now, Saying.SAYS_NOT_THIS_SENDER);
            case RCPT -> ofMail(meaning, now, Saying.SAYS_NOT_THIS_RECIPIENT);
            case DATA, CONTENT, FINAL_DOT -> ofMail(meaning, now, Saying.SAYS_NOT_THIS_MAIL);
        };
    }

    /// @param usual what is refused, where the meaning does not say so
    private static Saying ofMail(Meaning meaning, boolean now, Saying usual) {
        var saying =
                switch (meaning.reason().about()) {
                    case ACCOUNT -> Saying.SAYS_NOT_THIS_ROUTE;
                    case SENDER -> Saying.SAYS_NOT_THIS_SENDER;
                    case RECIPIENT, MAIL, REMOTE -> usual;
                };
        return now ? Saying.valueOf(saying.name() + "_NOW") : saying;
    }
}
