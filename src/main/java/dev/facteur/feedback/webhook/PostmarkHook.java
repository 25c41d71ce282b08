package dev.facteur.feedback.webhook;

import dev.facteur.deliver.verdict.Reason;
import dev.facteur.event.Echo;
import dev.facteur.feedback.echo.EchoMaker;
import dev.facteur.feedback.echo.Heard;
import dev.facteur.feedback.echo.UnreadableEvidence;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Postmark's webhooks (postmarkapp.com/developer/webhooks). Its types of bounces are told by their
/// words; their numbers have changed.
final class PostmarkHook implements Unsigned {

    @Override
    public List<Heard> read(JsonNode body) throws UnreadableEvidence {
        var type = Fields.text(body, "RecordType");
        if (type.isEmpty()) throw new UnreadableEvidence("no RecordType");
        var echo = echo(body, type);
        var messageId = Fields.text(body, "MessageID");
        var address = Fields.text(body, List.of("Email", "Recipient"));
        var about =
                Fields.about(
                        Fields.text(body.path("Metadata"), Fields.OUR_ID), messageId, "", address);
        var number = Fields.text(body, "ID");
        var id =
                number.isEmpty()
                        ? Fields.id(type, messageId, address, echo.happened().toString())
                        : type + " " + number;
        return List.of(new Heard(about, echo, id));
    }

    private static Echo echo(JsonNode body, String type) {
        return switch (type) {
            case "Delivery" ->
                    EchoMaker.confirmed(
                            Fields.time(body, "DeliveredAt"), Fields.text(body, "Details"));
            case "Bounce" ->
                    bounce(body, Fields.time(body, "BouncedAt"), Fields.text(body, "Type"));
            case "SpamComplaint" -> new Echo.Complained(Fields.time(body, "BouncedAt"), null);
            case "Open" -> new Echo.Opened(Fields.time(body, "ReceivedAt"), false);
            case "Click" ->
                    new Echo.Clicked(
                            Fields.time(body, "ReceivedAt"),
                            Fields.host(Fields.text(body, "OriginalLink")),
                            false);
            case "SubscriptionChange" -> change(body, Fields.time(body, "ChangedAt"));
            default -> new Echo.Noted(Fields.time(body, "ReceivedAt"), type);
        };
    }

    private static Echo bounce(JsonNode body, Instant at, String type) {
        var reply = Fields.text(body, List.of("Details", "Description"));
        return switch (type) {
            case "HardBounce" -> EchoMaker.bounced(at, true, null, "", reply);
            case "BadEmailAddress" -> EchoMaker.bounced(at, true, Reason.BAD_ADDRESS, "", reply);
            case "Transient", "DnsError" -> EchoMaker.delayed(at, "", reply);
            case "SoftBounce", "Undeliverable", "Blocked", "Unknown", "VirusNotification" ->
                    EchoMaker.bounced(at, false, null, "", reply);
            case "SpamNotification" -> EchoMaker.bounced(at, false, Reason.CONTENT, "", reply);
            case "DMARCPolicy" -> EchoMaker.bounced(at, false, Reason.POLICY_DMARC, "", reply);
            case "ManuallyDeactivated" -> EchoMaker.dropped(at, Reason.SUPPRESSED, reply);
            case "SMTPApiError", "TemplateRenderingFailed" ->
                    EchoMaker.dropped(at, Reason.MALFORMED, reply);
            case "SpamComplaint" -> new Echo.Complained(at, null);
            case "Unsubscribe" -> new Echo.Unsubscribed(at);
            default -> new Echo.Noted(at, type);
        };
    }

    /// Bounces and complaints that change it are told by their own calls as well.
    private static Echo change(JsonNode body, Instant at) {
        boolean byHand = Fields.text(body, "SuppressionReason").equals("ManualSuppression");
        boolean byRecipient = Fields.text(body, "Origin").equals("Recipient");
        if (Fields.truth(body, "SuppressSending") && byHand && byRecipient) {
            return new Echo.Unsubscribed(at);
        }
        return new Echo.Noted(at, "SubscriptionChange");
    }
}
