package dev.facteur.feedback.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.facteur.deliver.verdict.Reason;
import dev.facteur.event.Echo;
import dev.facteur.feedback.echo.EchoMaker;
import dev.facteur.feedback.echo.Heard;
import dev.facteur.feedback.echo.UnreadableEvidence;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// SendGrid's Event Webhook (docs.sendgrid.com, Getting started with the Event Webhook Security
/// Features): ECDSA on P-256 over time and body.
final class SendGridHook implements Hook {
    /// It tries for 24 hours; whether it signs each time anew is not told.
    private static final Duration MOST = Duration.ofHours(26);

    @Override
    public Key key() {
        return Key.SIGNING;
    }

    @Override
    public void prove(Call call, String key, Instant now) throws NotGenuine {
        var time = call.header("X-Twilio-Email-Event-Webhook-Timestamp");
        var signature = call.header("X-Twilio-Email-Event-Webhook-Signature");
        boolean holds;
        try {
            var verifier = Signature.getInstance("SHA256withECDSA");
            verifier.initVerify(publicKey(key));
            verifier.update(time.getBytes(UTF_8));
            verifier.update(call.body());
            holds = verifier.verify(Base64.getDecoder().decode(signature));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new NotGenuine("its signature cannot be read");
        }
        if (!holds) throw new NotGenuine("its signature does not hold");
        Age.require(Age.ofSeconds(time), now, MOST);
    }

    private static PublicKey publicKey(String key) throws NotGenuine {
        try {
            var encoded = Base64.getDecoder().decode(key);
            return KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(encoded));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new NotGenuine("the verification key that was entered is none");
        }
    }

    @Override
    public List<Heard> read(JsonNode body) throws UnreadableEvidence {
        if (!body.isArray()) throw new UnreadableEvidence("not a list of events");
        var heard = new ArrayList<Heard>();
        for (var event : body) {
            var echo = echo(event);
            if (echo != null) heard.add(new Heard(about(event), echo, id(event)));
        }
        return heard;
    }

    /// Its id of the mail is what it answered, followed by where the mail passed.
    private static dev.facteur.feedback.echo.About about(JsonNode event) {
        var remote = Fields.text(event, "sg_message_id");
        int dot = remote.indexOf('.');
        return Fields.about(
                Fields.text(event, Fields.OUR_ID),
                dot < 0 ? remote : remote.substring(0, dot),
                Fields.text(event, "smtp-id"),
                Fields.text(event, "email"));
    }

    private static String id(JsonNode event) {
        var own = Fields.text(event, "sg_event_id");
        return own.isEmpty() ? Fields.id(event.toString()) : own;
    }

    private static @Nullable Echo echo(JsonNode event) {
        var at = Fields.seconds(event, "timestamp");
        var status = Fields.text(event, "status");
        var reply = Fields.text(event, List.of("response", "reason"));
        var word = Fields.text(event, "event");
        return switch (word) {
            case "processed" -> null;
            case "delivered" -> EchoMaker.confirmed(at, reply);
            case "deferred" -> EchoMaker.delayed(at, status, reply);
            case "bounce" -> {
                boolean blocked = Fields.text(event, "type").equals("blocked");
                yield EchoMaker.bounced(at, !blocked, null, status, reply);
            }
            case "dropped" -> EchoMaker.dropped(at, whyDropped(reply), reply);
            case "spamreport" -> new Echo.Complained(at, null);
            case "open" -> new Echo.Opened(at, Fields.truth(event, "sg_machine_open"));
            case "click" -> new Echo.Clicked(at, Fields.host(Fields.text(event, "url")), false);
            case "unsubscribe", "group_unsubscribe" -> new Echo.Unsubscribed(at);
            default -> new Echo.Noted(at, word);
        };
    }

    /// Its words, of docs.sendgrid.com, Event Webhook Reference.
    private static Reason whyDropped(String words) {
        if (words.startsWith("Invalid SMTPAPI")) return Reason.MALFORMED;
        if (words.startsWith("Invalid")) return Reason.BAD_ADDRESS;
        if (words.contains("Content")) return Reason.CONTENT;
        return words.contains("Address") ? Reason.SUPPRESSED : Reason.REFUSED;
    }
}
