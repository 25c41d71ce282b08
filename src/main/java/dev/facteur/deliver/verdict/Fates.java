package dev.facteur.deliver.verdict;

import dev.facteur.protocol.bounce.Fate;
import dev.facteur.protocol.smtp.Step;
import org.jspecify.annotations.Nullable;

/// What a report that came back says of a recipient, by the same table as an answer in a dialogue.
///
/// [Verdict#REFUSE_RECIPIENT] means a hard bounce: the address will not do. All others are soft.
public final class Fates {
    private Fates() {}

    /// @param fate one that failed or takes long
    public static Meaning of(Fate fate) {
        return Meanings.of(answer(fate));
    }

    private static Answer answer(Fate fate) {
        var reply = fate.reply();
        if (reply != null) {
            var status = reply.status().isEmpty() ? known(fate.status()) : reply.status();
            var text = String.join(" ", reply.lines());
            return new Answer(Speaker.MX, null, where(fate.step()), reply.code(), status, text);
        }
        boolean temporary = fate.status().startsWith("4") || fate.action() == Fate.Action.DELAYED;
        int code = temporary ? 450 : 550;
        var where = where(fate.step());
        return new Answer(Speaker.NOTICE, null, where, code, known(fate.status()), fate.words());
    }

    /// RFC 3463 §3.1: x.0.0 knows nothing.
    private static String known(String status) {
        return status.endsWith(".0.0") ? "" : status;
    }

    private static @Nullable Where where(@Nullable Step step) {
        if (step == null) return null;
        return switch (step) {
            case GREETING, TLS, EHLO, STARTTLS -> Where.CONNECT;
            case AUTH -> Where.LOGIN;
            case IDLE, MAIL -> Where.MAIL;
            case RCPT -> Where.RCPT;
            case DATA, CONTENT, FINAL_DOT, QUIT -> Where.CONTENT;
        };
    }
}
