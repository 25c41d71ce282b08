package dev.facteur.deliver.verdict;

import dev.facteur.protocol.bounce.ReportedRecipient;
import dev.facteur.protocol.smtp.Step;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a report that came back says of a recipient, by the same table as an answer in a dialogue.
///
/// [Verdict#REFUSE_RECIPIENT] means a hard bounce: the address will not do. All others are soft.
public final class BounceVerdicts {
    /// So says Postfix which name it looked for.
    private static final Pattern MISSING_NAME =
            Pattern.compile("(?i)name service error for name=([^ ]+)");

    private static final Meaning HOST_ON_THE_WAY =
            new Meaning(Verdict.REFUSE_MAIL, Reason.UNREACHABLE_BEYOND, null);

    private BounceVerdicts() {}

    /// @param statement one that failed or takes long
    public static Meaning of(ReportedRecipient statement) {
        boolean forGood = !isTemporary(statement);
        if (forGood && isAboutAHostOnTheWay(statement)) return HOST_ON_THE_WAY;
        return Meanings.of(answer(statement));
    }

    /// Whether a name was not found that is not the recipient's domain: an exchanger's, or a
    /// relay's of whoever reports. Somebody can put that right.
    private static boolean isAboutAHostOnTheWay(ReportedRecipient statement) {
        var address = statement.address();
        var missing = MISSING_NAME.matcher(statement.words());
        if (address == null || !missing.find()) return false;
        var name = missing.group(1);
        var original = statement.original();
        return !name.equalsIgnoreCase(address.domain())
                && (original == null || !name.equalsIgnoreCase(original.domain()));
    }

    private static Answer answer(ReportedRecipient statement) {
        var reply = statement.reply();
        if (reply != null) {
            var status = reply.status().isEmpty() ? known(statement.status()) : reply.status();
            var text = String.join(" ", reply.lines());
            return new Answer(
                    Speaker.MX, null, where(statement.step()), reply.code(), status, text);
        }
        int code = isTemporary(statement) ? 450 : 550;
        var where = where(statement.step());
        return new Answer(
                Speaker.NOTICE, null, where, code, known(statement.status()), statement.words());
    }

    private static boolean isTemporary(ReportedRecipient statement) {
        return statement.status().startsWith("4")
                || statement.action() == ReportedRecipient.Action.DELAYED;
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
