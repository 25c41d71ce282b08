package dev.facteur.feedback.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.facteur.deliver.verdict.Reason;
import dev.facteur.event.Echo;
import dev.facteur.feedback.echo.EchoMaker;
import dev.facteur.feedback.echo.Heard;
import dev.facteur.feedback.echo.UnreadableEvidence;
import dev.facteur.platform.http.Json;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Mailgun's webhooks (documentation.mailgun.com, Securing Webhooks): an HMAC over time and token,
/// which says nothing of the rest of the body. That is as safe as the secret in the address.
final class MailgunHook implements Hook {
    /// It tries for 8 hours, with the same signature perhaps.
    private static final Duration MOST = Duration.ofHours(10);

    @Override
    public Key key() {
        return Key.SIGNING;
    }

    @Override
    public void prove(Call call, String key, Instant now) throws NotGenuine {
        JsonNode signature;
        try {
            signature = Json.MAPPER.readTree(call.body()).path("signature");
        } catch (JacksonException e) {
            throw new NotGenuine("it is no JSON");
        }
        var time = Fields.text(signature, "timestamp");
        var token = Fields.text(signature, "token");
        var mac = Hmac.of(key.getBytes(UTF_8), time.getBytes(UTF_8), token.getBytes(UTF_8));
        var stated = Fields.text(signature, "signature").getBytes(UTF_8);
        var expected = HexFormat.of().formatHex(mac).getBytes(UTF_8);
        if (!MessageDigest.isEqual(expected, stated)) {
            throw new NotGenuine("its signature does not hold");
        }
        Age.require(Age.ofSeconds(time), now, MOST);
    }

    @Override
    public List<Heard> read(JsonNode body) throws UnreadableEvidence {
        var event = body.path("event-data");
        if (!event.isObject()) throw new UnreadableEvidence("no event-data");
        var echo = echo(event);
        if (echo == null) return List.of();
        var about =
                Fields.about(
                        Fields.text(event.path("user-variables"), Fields.OUR_ID),
                        "",
                        Fields.text(event.path("message").path("headers"), "message-id"),
                        Fields.text(event, "recipient"));
        // Its ids are unique within a day only.
        var id = Fields.text(event, "id") + "@" + echo.happened().getEpochSecond();
        return List.of(new Heard(about, echo, id));
    }

    private static @Nullable Echo echo(JsonNode event) {
        var at = Fields.seconds(event, "timestamp");
        var delivery = event.path("delivery-status");
        var status = Fields.text(delivery, "enhanced-code");
        var reply = reply(delivery);
        var word = Fields.text(event, "event");
        return switch (word) {
            case "accepted" -> null;
            case "delivered" -> EchoMaker.confirmed(at, reply);
            case "failed" -> {
                if (Fields.text(event, "severity").equals("temporary")) {
                    yield EchoMaker.delayed(at, status, reply);
                }
                boolean listed = Fields.text(event, "reason").startsWith("suppress-");
                yield listed
                        ? EchoMaker.dropped(at, Reason.SUPPRESSED, reply)
                        : EchoMaker.bounced(at, true, null, status, reply);
            }
            case "rejected" -> {
                var why = Fields.text(event.path("reject"), List.of("description", "reason"));
                yield EchoMaker.dropped(at, Reason.REFUSED, why);
            }
            case "complained" -> new Echo.Complained(at, null);
            case "opened" -> new Echo.Opened(at, isMachine(event));
            case "clicked" ->
                    new Echo.Clicked(at, Fields.host(Fields.text(event, "url")), isMachine(event));
            case "unsubscribed" -> new Echo.Unsubscribed(at);
            default -> new Echo.Noted(at, word);
        };
    }

    private static String reply(JsonNode delivery) {
        var code = Fields.text(delivery, "code");
        var words = Fields.text(delivery, List.of("message", "description"));
        return words.isEmpty() || words.startsWith(code) ? words : code + " " + words;
    }

    private static boolean isMachine(JsonNode event) {
        return !Fields.text(event.path("client-info"), "bot").isEmpty();
    }
}
