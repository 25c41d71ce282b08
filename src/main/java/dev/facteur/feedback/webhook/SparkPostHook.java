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

/// SparkPost's webhooks (developers.sparkpost.com/api/webhooks): a list of events, each in an
/// envelope of its class. An empty one asks whether anybody is there.
final class SparkPostHook implements Unsigned {

    @Override
    public List<Heard> read(JsonNode body) throws UnreadableEvidence {
        if (!body.isArray()) throw new UnreadableEvidence("not a list of events");
        var heard = new ArrayList<Heard>();
        for (var envelope : body) {
            for (var event : envelope.path("msys")) {
                var echo = echo(event);
                if (echo != null) heard.add(new Heard(about(event), echo, id(event)));
            }
        }
        return heard;
    }

    private static dev.facteur.feedback.echo.About about(JsonNode event) {
        return Fields.about(
                Fields.text(event.path("rcpt_meta"), Fields.OUR_ID),
                Fields.text(event, "transmission_id"),
                "",
                Fields.text(event, List.of("raw_rcpt_to", "rcpt_to")));
    }

    private static String id(JsonNode event) {
        var own = Fields.text(event, "event_id");
        return own.isEmpty() ? Fields.id(event.toString()) : own;
    }

    private static @Nullable Echo echo(JsonNode event) {
        var at = Fields.seconds(event, "timestamp");
        var reply = Fields.text(event, List.of("raw_reason", "reason"));
        var word = Fields.text(event, "type");
        return switch (word) {
            case "injection" -> null;
            case "delivery" -> EchoMaker.confirmed(at, "");
            case "delay" -> EchoMaker.delayed(at, "", reply);
            case "bounce", "out_of_band" -> bounce(event, at, reply);
            case "policy_rejection" -> EchoMaker.dropped(at, policy(reply), reply);
            case "generation_failure", "generation_rejection" ->
                    EchoMaker.dropped(at, Reason.MALFORMED, reply);
            case "spam_complaint" -> new Echo.Complained(at, Fields.text(event, "fbtype"));
            case "open", "initial_open" -> new Echo.Opened(at, false);
            case "click" ->
                    new Echo.Clicked(at, Fields.host(Fields.text(event, "target_link_url")), false);
            case "list_unsubscribe", "link_unsubscribe" -> new Echo.Unsubscribed(at);
            default -> new Echo.Noted(at, word);
        };
    }

    private static Reason policy(String words) {
        return words.contains("suppress") ? Reason.SUPPRESSED : Reason.POLICY;
    }

    /// Its classes of bounces (developers.sparkpost.com, Bounce Classification Codes).
    private static Echo bounce(JsonNode event, Instant at, String reply) {
        return switch (Fields.text(event, "bounce_class")) {
            case "10" -> EchoMaker.bounced(at, true, Reason.UNKNOWN_RECIPIENT, "", reply);
            case "30" -> EchoMaker.bounced(at, true, null, "", reply);
            case "21" -> EchoMaker.bounced(at, false, Reason.UNKNOWN_DOMAIN, "", reply);
            case "22" -> EchoMaker.bounced(at, false, Reason.MAILBOX_FULL, "", reply);
            case "23" -> EchoMaker.bounced(at, false, Reason.TOO_LARGE, "", reply);
            case "24" -> EchoMaker.bounced(at, false, Reason.UNREACHABLE_BEYOND, "", reply);
            case "25" -> EchoMaker.dropped(at, Reason.SUPPRESSED, reply);
            case "50", "51" -> EchoMaker.bounced(at, false, Reason.REPUTATION, "", reply);
            case "52", "53" -> EchoMaker.bounced(at, false, Reason.CONTENT, "", reply);
            case "54" -> EchoMaker.bounced(at, false, Reason.RELAY_DENIED, "", reply);
            case "60" -> new Echo.Noted(at, "auto-reply");
            case "80" -> new Echo.Noted(at, "subscribe");
            case "90" -> new Echo.Unsubscribed(at);
            case "100" -> new Echo.Noted(at, "challenge");
            default -> EchoMaker.bounced(at, false, null, "", reply);
        };
    }
}
