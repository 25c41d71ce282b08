package dev.facteur.feedback.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.facteur.deliver.verdict.Reason;
import dev.facteur.event.Echo;
import dev.facteur.feedback.echo.EchoMaker;
import dev.facteur.feedback.echo.Heard;
import dev.facteur.feedback.echo.UnreadableEvidence;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Resend's webhooks (resend.com/docs), signed by Svix (docs.svix.com, Verifying webhooks
/// manually).
final class ResendHook implements Hook {
    private static final Duration MOST = Duration.ofMinutes(5);
    private static final String PREFIX = "whsec_";
    private static final String VERSION = "v1,";

    @Override
    public Key key() {
        return Key.SIGNING;
    }

    @Override
    public void prove(Call call, String key, Instant now) throws NotGenuine {
        var time = call.header("svix-timestamp");
        var head = call.header("svix-id") + "." + time + ".";
        var mac = Hmac.of(secret(key), head.getBytes(UTF_8), call.body());
        var expected = (VERSION + Base64.getEncoder().encodeToString(mac)).getBytes(UTF_8);
        boolean holds = false;
        // While a secret is replaced there are two.
        for (var signature : call.header("svix-signature").split(" ")) {
            holds |= MessageDigest.isEqual(expected, signature.getBytes(UTF_8));
        }
        if (!holds) throw new NotGenuine("its signature does not hold");
        Age.require(Age.ofSeconds(time), now, MOST);
    }

    private static byte[] secret(String key) throws NotGenuine {
        try {
            var encoded = key.startsWith(PREFIX) ? key.substring(PREFIX.length()) : key;
            return Base64.getDecoder().decode(encoded);
        } catch (IllegalArgumentException e) {
            throw new NotGenuine("the signing secret that was entered is none");
        }
    }

    @Override
    public List<Heard> read(JsonNode body) throws UnreadableEvidence {
        var mail = body.path("data");
        if (!mail.isObject()) throw new UnreadableEvidence("no data");
        var echo = echo(body, mail);
        if (echo == null) return List.of();
        var type = Fields.text(body, "type");
        var remote = Fields.text(mail, "email_id");
        // The same body has the same id, as the header that names it has.
        var id = Fields.id(type, remote, Fields.text(body, "created_at"));
        var heard = new ArrayList<Heard>();
        // A call does not say whom of several it is about.
        var address = mail.path("to").size() == 1 ? mail.path("to").path(0).asString("") : "";
        heard.add(new Heard(Fields.about(ours(mail), remote, "", address), echo, id));
        return heard;
    }

    /// Tags come as they were sent, or as one object.
    private static String ours(JsonNode mail) {
        var tags = mail.path("tags");
        if (tags.isObject()) return Fields.text(tags, Fields.OUR_ID);
        for (var tag : tags) {
            if (Fields.text(tag, "name").equals(Fields.OUR_ID)) return Fields.text(tag, "value");
        }
        return "";
    }

    private static @Nullable Echo echo(JsonNode body, JsonNode mail) {
        var at = Fields.time(body, "created_at");
        var word = Fields.text(body, "type");
        return switch (word) {
            case "email.sent", "email.scheduled" -> null;
            case "email.delivered" -> EchoMaker.confirmed(at, "");
            case "email.delivery_delayed" -> EchoMaker.delayed(at, "", "");
            case "email.bounced" -> bounced(at, mail.path("bounce"));
            case "email.suppressed" ->
                    EchoMaker.dropped(
                            at, Reason.SUPPRESSED, Fields.text(mail.path("suppressed"), "message"));
            case "email.failed" ->
                    EchoMaker.dropped(at, null, Fields.text(mail.path("failed"), "reason"));
            case "email.complained" -> new Echo.Complained(at, null);
            case "email.opened" -> new Echo.Opened(at, false);
            case "email.clicked" ->
                    new Echo.Clicked(
                            at, Fields.host(Fields.text(mail.path("click"), "link")), false);
            default -> new Echo.Noted(at, word);
        };
    }

    /// In its own words, not those of the recipient's server.
    private static Echo bounced(Instant at, JsonNode bounce) {
        var words = Fields.text(bounce, "message");
        var type = Fields.text(bounce, "type").toLowerCase(Locale.ROOT);
        boolean listed =
                words.contains("suppress") || Fields.text(bounce, "subType").contains("Suppress");
        if (listed) return EchoMaker.dropped(at, Reason.SUPPRESSED, words);
        boolean forGood =
                type.equals("permanent") || (type.isEmpty() && words.contains("hard bounce"));
        return EchoMaker.bounced(at, forGood, forGood ? Reason.REFUSED : Reason.LATER, "", words);
    }
}
