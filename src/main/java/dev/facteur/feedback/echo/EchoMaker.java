package dev.facteur.feedback.echo;

import dev.facteur.deliver.verdict.Answer;
import dev.facteur.deliver.verdict.Meanings;
import dev.facteur.deliver.verdict.Reason;
import dev.facteur.event.Echo;
import dev.facteur.protocol.smtp.Reply;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Makes echoes of what a source says, with our words for it. What is hard is decided here: not
/// every failure for good is one of the address.
public final class EchoMaker {
    /// Bounded, and nothing in it can match in two ways.
    private static final Pattern REPLY =
            Pattern.compile(
                    "(?s)(?:smtp; ?)?([245]\\d\\d)?[ -]?([245]\\.\\d{1,3}\\.\\d{1,3})?[ -]*(.*)");

    private static final Pattern STATUS = Pattern.compile("[245]\\.\\d{1,3}\\.\\d{1,3}");
    private static final int LONGEST = 1_000;

    /// With these the address is dead; with any other one (policy, content, a full mailbox) the
    /// next mail may pass.
    private static final Set<Reason> OF_A_DEAD_ADDRESS =
            EnumSet.of(
                    Reason.UNKNOWN_RECIPIENT,
                    Reason.UNKNOWN_DOMAIN,
                    Reason.BAD_ADDRESS,
                    Reason.RECIPIENT_MOVED,
                    Reason.MAILBOX_DISABLED,
                    Reason.REFUSED);

    private EchoMaker() {}

    /// @param forGood whether the source calls it permanent
    /// @param reason null where it is to be read from the reply
    /// @param status the enhanced status code, `""` for none
    /// @param reply the words of the recipient's server, `""` for none
    public static Echo.Bounced bounced(
            Instant happened,
            boolean forGood,
            @Nullable Reason reason,
            String status,
            String reply) {
        var meant = reason == null ? read(status, reply) : reason;
        boolean hard = forGood && (meant == null || OF_A_DEAD_ADDRESS.contains(meant));
        return new Echo.Bounced(
                happened, hard, word(meant), who(meant), status(status, reply), words(reply));
    }

    /// @param reply as above
    public static Echo.Delayed delayed(Instant happened, String status, String reply) {
        var meant = read(status, reply);
        return new Echo.Delayed(happened, word(meant), who(meant), words(reply));
    }

    public static Echo.Dropped dropped(Instant happened, @Nullable Reason reason, String words) {
        return new Echo.Dropped(happened, word(reason), who(reason), words(words));
    }

    public static Echo.Confirmed confirmed(Instant happened, String reply) {
        return new Echo.Confirmed(happened, words(reply));
    }

    /// What the recipient's server meant; null where it said nothing.
    private static @Nullable Reason read(String status, String reply) {
        var found = REPLY.matcher(reply.strip());
        if (!found.matches()) return null;
        var stated = found.group(2) == null ? status : found.group(2);
        boolean known = STATUS.matcher(stated).matches();
        var text = found.group(3);
        if (found.group(1) == null && !known && text.isEmpty()) return null;
        int code =
                found.group(1) != null
                        ? Integer.parseInt(found.group(1))
                        : (known ? Integer.parseInt(stated.substring(0, 1)) : 5) * 100 + 50;
        if (code < 400) return null;
        var said = Reply.of(code, known ? stated : "", text);
        return Meanings.of(Answer.ofMx(null, said)).reason();
    }

    private static @Nullable String status(String status, String reply) {
        if (STATUS.matcher(status).matches()) return status;
        var found = REPLY.matcher(reply.strip());
        return found.matches() ? found.group(2) : null;
    }

    private static @Nullable String word(@Nullable Reason reason) {
        return reason == null ? null : reason.word();
    }

    private static @Nullable String who(@Nullable Reason reason) {
        return reason == null ? null : reason.who().word();
    }

    private static @Nullable String words(String text) {
        var stripped = text.strip();
        if (stripped.isEmpty()) return null;
        return stripped.length() > LONGEST ? stripped.substring(0, LONGEST) : stripped;
    }
}
