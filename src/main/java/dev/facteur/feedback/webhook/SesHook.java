package dev.facteur.feedback.webhook;

import dev.facteur.deliver.verdict.Reason;
import dev.facteur.event.Echo;
import dev.facteur.feedback.echo.EchoMaker;
import dev.facteur.feedback.echo.Heard;
import dev.facteur.feedback.echo.UnreadableEvidence;
import dev.facteur.platform.http.Json;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// What Amazon SES tells through a topic of Amazon SNS (docs.aws.amazon.com/ses, Monitoring using
/// notifications, and event publishing). Each message is text in an envelope of SNS.
final class SesHook implements Hook {
    private final Sns sns;

    SesHook(Sns sns) {
        this.sns = sns;
    }

    @Override
    public Key key() {
        return Key.TOPIC;
    }

    @Override
    public void prove(Call call, String key, Instant now) throws NotGenuine {
        sns.prove(call, key, now);
    }

    @Override
    public void answer(Call call) throws IOException {
        sns.confirm(call);
    }

    @Override
    public List<Heard> read(JsonNode envelope) throws UnreadableEvidence {
        if (!Fields.text(envelope, "Type").equals("Notification")) return List.of();
        var message = message(Fields.text(envelope, "Message"));
        var id = Fields.text(envelope, "MessageId");
        if (message == null || id.isEmpty()) return List.of();
        var mail = message.path("mail");
        var heard = new ArrayList<Heard>();
        var word = Fields.text(message, List.of("eventType", "notificationType"));
        switch (word) {
            case "Send" -> {}
            case "Bounce" -> bounces(message.path("bounce"), mail, id, heard);
            case "Complaint" -> complaints(message.path("complaint"), mail, id, heard);
            case "Delivery" -> {
                var delivery = message.path("delivery");
                var reply = Fields.text(delivery, "smtpResponse");
                var echo = EchoMaker.confirmed(Fields.time(delivery, "timestamp"), reply);
                for (var to : delivery.path("recipients")) {
                    heard.add(new Heard(about(mail, to.asString("")), echo, id));
                }
            }
            case "DeliveryDelay" -> delays(message.path("deliveryDelay"), mail, id, heard);
            default -> {
                var echo = ofAll(word, message, mail);
                for (var to : mail.path("destination")) {
                    heard.add(new Heard(about(mail, to.asString("")), echo, id));
                }
            }
        }
        return heard;
    }

    /// When a topic is chosen, SES sends a line of text that says so.
    private static @Nullable JsonNode message(String text) {
        try {
            var message = Json.MAPPER.readTree(text);
            return message.isObject() ? message : null;
        } catch (JacksonException greeting) {
            return null;
        }
    }

    private static void bounces(JsonNode bounce, JsonNode mail, String id, List<Heard> heard) {
        var at = Fields.time(bounce, "timestamp");
        var subType = Fields.text(bounce, "bounceSubType");
        boolean forGood = Fields.text(bounce, "bounceType").equals("Permanent");
        for (var one : bounce.path("bouncedRecipients")) {
            var reply = Fields.text(one, "diagnosticCode");
            var status = Fields.text(one, "status");
            var echo =
                    subType.contains("Suppress")
                            ? EchoMaker.dropped(at, Reason.SUPPRESSED, reply)
                            : EchoMaker.bounced(at, forGood, reason(subType), status, reply);
            heard.add(new Heard(about(mail, Fields.text(one, "emailAddress")), echo, id));
        }
    }

    /// Null where the reply says more.
    private static @Nullable Reason reason(String subType) {
        return switch (subType) {
            case "NoEmail" -> Reason.BAD_ADDRESS;
            case "MailboxFull" -> Reason.MAILBOX_FULL;
            case "MessageTooLarge" -> Reason.TOO_LARGE;
            case "ContentRejected", "AttachmentRejected" -> Reason.CONTENT;
            default -> null;
        };
    }

    private static void complaints(
            JsonNode complaint, JsonNode mail, String id, List<Heard> heard) {
        var sort = Fields.text(complaint, "complaintFeedbackType");
        var at = Fields.time(complaint, "timestamp");
        var echo =
                sort.equals("not-spam")
                        ? new Echo.Noted(at, sort)
                        : new Echo.Complained(at, sort.isEmpty() ? null : sort);
        for (var one : complaint.path("complainedRecipients")) {
            heard.add(new Heard(about(mail, Fields.text(one, "emailAddress")), echo, id));
        }
    }

    private static void delays(JsonNode delay, JsonNode mail, String id, List<Heard> heard) {
        var at = Fields.time(delay, "timestamp");
        for (var one : delay.path("delayedRecipients")) {
            var echo =
                    EchoMaker.delayed(
                            at, Fields.text(one, "status"), Fields.text(one, "diagnosticCode"));
            heard.add(new Heard(about(mail, Fields.text(one, "emailAddress")), echo, id));
        }
    }

    private static Echo ofAll(String word, JsonNode message, JsonNode mail) {
        var sent = Fields.time(mail, "timestamp");
        return switch (word) {
            case "Reject" ->
                    EchoMaker.dropped(
                            sent, Reason.CONTENT, Fields.text(message.path("reject"), "reason"));
            case "Rendering Failure" ->
                    EchoMaker.dropped(
                            sent,
                            Reason.MALFORMED,
                            Fields.text(message.path("failure"), "errorMessage"));
            case "Open" -> new Echo.Opened(Fields.time(message.path("open"), "timestamp"), false);
            case "Click" -> {
                var click = message.path("click");
                var at = Fields.time(click, "timestamp");
                yield new Echo.Clicked(at, Fields.host(Fields.text(click, "link")), false);
            }
            case "Subscription" ->
                    new Echo.Unsubscribed(Fields.time(message.path("subscription"), "timestamp"));
            default -> new Echo.Noted(sent, word);
        };
    }

    private static dev.facteur.feedback.echo.About about(JsonNode mail, String address) {
        return Fields.about(
                mail.path("tags").path(Fields.OUR_ID).path(0).asString(""),
                Fields.text(mail, "messageId"),
                Fields.text(mail.path("commonHeaders"), "messageId"),
                address);
    }
}
