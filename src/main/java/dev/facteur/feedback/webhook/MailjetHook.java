package dev.facteur.feedback.webhook;

import dev.facteur.deliver.verdict.Reason;
import dev.facteur.event.Echo;
import dev.facteur.feedback.echo.EchoMaker;
import dev.facteur.feedback.echo.Heard;
import dev.facteur.feedback.echo.UnreadableEvidence;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Mailjet's Event API (dev.mailjet.com/email/guides/webhooks), one event or several.
final class MailjetHook implements Unsigned {

    @Override
    public List<Heard> read(JsonNode body) throws UnreadableEvidence {
        if (!body.isContainer()) throw new UnreadableEvidence("neither an event nor a list");
        var heard = new ArrayList<Heard>();
        for (var event : body.isArray() ? body : List.of(body)) {
            var remote = Fields.text(event, "MessageID");
            var address = Fields.text(event, "email");
            // It has no ids of its own.
            var id =
                    Fields.id(
                            remote,
                            Fields.text(event, "event"),
                            address,
                            Fields.text(event, "time"));
            var about = Fields.about(Fields.text(event, "CustomID"), remote, "", address);
            heard.add(new Heard(about, echo(event), id));
        }
        return heard;
    }

    private static Echo echo(JsonNode event) {
        var at = Fields.seconds(event, "time");
        var word = Fields.text(event, "event");
        return switch (word) {
            case "sent" -> EchoMaker.confirmed(at, Fields.text(event, "smtp_reply"));
            case "bounce" -> bounce(event, at);
            case "blocked" ->
                    EchoMaker.dropped(at, reason(Fields.text(event, "error")), words(event));
            case "spam" -> new Echo.Complained(at, null);
            case "open" -> new Echo.Opened(at, false);
            case "click" -> new Echo.Clicked(at, Fields.host(Fields.text(event, "url")), false);
            case "unsub" -> new Echo.Unsubscribed(at);
            default -> new Echo.Noted(at, word);
        };
    }

    private static Echo bounce(JsonNode event, Instant at) {
        var error = Fields.text(event, "error");
        if (error.equals("greylisted")) return EchoMaker.delayed(at, "", words(event));
        boolean forGood = Fields.truth(event, "hard_bounce");
        return EchoMaker.bounced(at, forGood, reason(error), "", words(event));
    }

    private static String words(JsonNode event) {
        var error = Fields.text(event, "error");
        var comment = Fields.text(event, List.of("comment", "smtp_reply"));
        return comment.isEmpty() ? error : error + ": " + comment;
    }

    /// Its table of errors; null for what is not in it.
    private static @Nullable Reason reason(String error) {
        return switch (error) {
            case "user unknown" -> Reason.UNKNOWN_RECIPIENT;
            case "mailbox inactive" -> Reason.MAILBOX_DISABLED;
            case "quota exceeded" -> Reason.MAILBOX_FULL;
            case "invalid domain", "no mail host" -> Reason.UNKNOWN_DOMAIN;
            case "typofix" -> Reason.BAD_ADDRESS;
            case "blacklisted", "spam reporter", "preblocked" -> Reason.SUPPRESSED;
            case "relay/access denied" -> Reason.NOT_WANTED;
            case "sender blocked" -> Reason.SENDER_REFUSED;
            case "content blocked" -> Reason.CONTENT;
            case "policy issue" -> Reason.POLICY;
            case "greylisted" -> Reason.GREYLISTED;
            case "duplicate in campaign" -> Reason.DUPLICATE;
            case "system issue", "protocol issue", "connection issue" -> Reason.REMOTE_TROUBLE;
            default -> null;
        };
    }
}
