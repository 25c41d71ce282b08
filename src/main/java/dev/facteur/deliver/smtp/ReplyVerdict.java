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
import dev.facteur.protocol.smtp.Reply;

/// The outcome of a mail whose way ended with a reply of a route's server; [Meanings] says what the
/// reply means.
final class ReplyVerdict {
    private ReplyVerdict() {}

    /// @param reply one that is not the success this phase waits for
    static Outcome of(Phase phase, Reply reply, Via via) {
        var meaning = Meanings.of(answer(phase, reply, via));
        var sentence = sentence(phase, meaning, reply, via);
        var cause =
                new Cause(kind(phase, meaning), phase, via, reply, sentence)
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

    private static String sentence(Phase phase, Meaning meaning, Reply reply, Via via) {
        String words = reply.toString();
        return via.host()
                + ":"
                + via.port()
                + what(phase, meaning)
                + (reply.permanentFailure() ? ": " : " for now: ")
                + (words.endsWith(".") ? words : words + ".");
    }

    private static String what(Phase phase, Meaning meaning) {
        return switch (phase) {
            case CONNECT, GREETING, EHLO -> " does not take our connection";
            case STARTTLS -> " offers STARTTLS but does not begin TLS";
            case AUTH -> " does not accept the route's login";
            case MAIL, RCPT, DATA, CONTENT, FINAL_DOT ->
                    switch (meaning.reason().about()) {
                        case ACCOUNT -> " does not take mail from this route";
                        case SENDER -> " does not take mail from this sender";
                        case RECIPIENT, MAIL, REMOTE -> " does not take " + whatOf(phase);
                    };
        };
    }

    private static String whatOf(Phase phase) {
        return switch (phase) {
            case MAIL -> "mail from this sender";
            case RCPT -> "mail for this recipient";
            case CONNECT, GREETING, EHLO, STARTTLS, AUTH, DATA, CONTENT, FINAL_DOT -> "this mail";
        };
    }
}
