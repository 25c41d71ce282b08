package dev.facteur.feedback.webhook;

import dev.facteur.deliver.verdict.Reason;
import dev.facteur.event.Echo;
import dev.facteur.feedback.echo.EchoMaker;
import dev.facteur.feedback.echo.Heard;
import dev.facteur.feedback.echo.UnreadableEvidence;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Brevo's transactional webhooks (developers.brevo.com/docs/transactional-webhooks), one event or
/// several.
final class BrevoHook implements Unsigned {

    @Override
    public List<Heard> read(JsonNode body) throws UnreadableEvidence {
        if (!body.isContainer()) throw new UnreadableEvidence("neither an event nor a list");
        var heard = new ArrayList<Heard>();
        for (var event : body.isArray() ? body : List.of(body)) {
            var echo = echo(event);
            if (echo == null) continue;
            var messageId = Fields.text(event, "message-id");
            var address = Fields.text(event, "email");
            var ours = Fields.text(event, List.of("X-Mailin-custom", "x-mailin-custom"));
            // It has no ids of its own.
            var id =
                    Fields.id(
                            messageId,
                            Fields.text(event, "event"),
                            address,
                            Fields.text(event, "ts_epoch"));
            var about = Fields.about(ours, messageId, messageId, address);
            heard.add(new Heard(about, echo, id));
        }
        return heard;
    }

    private static @Nullable Echo echo(JsonNode event) {
        // Its other times are in the zone of the account.
        var at = Fields.millis(event, "ts_epoch");
        var reply = Fields.text(event, "reason");
        var word = Fields.text(event, "event");
        return switch (word) {
            case "request" -> null;
            case "delivered" -> EchoMaker.confirmed(at, reply);
            case "deferred" -> EchoMaker.delayed(at, "", reply);
            case "soft_bounce" -> EchoMaker.bounced(at, false, null, "", reply);
            case "hard_bounce" -> EchoMaker.bounced(at, true, null, "", reply);
            case "invalid_email" -> EchoMaker.bounced(at, true, Reason.BAD_ADDRESS, "", reply);
            case "blocked" -> EchoMaker.dropped(at, Reason.SUPPRESSED, reply);
            case "error" -> EchoMaker.dropped(at, Reason.REFUSED, reply);
            case "spam", "complaint" -> new Echo.Complained(at, null);
            case "opened", "unique_opened" -> new Echo.Opened(at, false);
            case "proxy_open", "unique_proxy_open" -> new Echo.Opened(at, true);
            case "click" -> new Echo.Clicked(at, Fields.host(Fields.text(event, "link")), false);
            case "unsubscribe", "unsubscribed" -> new Echo.Unsubscribed(at);
            default -> new Echo.Noted(at, word);
        };
    }
}
