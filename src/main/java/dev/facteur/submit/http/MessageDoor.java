package dev.facteur.submit.http;

import dev.facteur.account.Permission;
import dev.facteur.platform.Clock;
import dev.facteur.platform.http.Endpoint;
import dev.facteur.platform.http.HttpRefusal;
import dev.facteur.platform.http.Operation;
import dev.facteur.platform.http.Problem;
import dev.facteur.protocol.smtp.Rejected;
import dev.facteur.submit.Intake;
import dev.facteur.submit.Reception;
import dev.facteur.template.Templates;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `POST /v1/messages`: a mail as JSON, or as a complete message (see [RawMessage]); and
/// `/v1/messages/batch`, and the same as two providers have it ([PostmarkDoor], [SendGridDoor]).
/// 202 is said when the mail is on stable storage.
public final class MessageDoor {
    /// What is written otherwise than its class tells.
    public static final Map<Class<?>, Map<String, Object>> SCHEMAS =
            Map.of(
                    Blob.class,
                    Map.of("type", "string", "contentEncoding", "base64"),
                    Written.class,
                    Map.of(
                            "anyOf",
                            List.of(
                                    Map.of("type", "string"),
                                    Map.of(
                                            "type",
                                            "object",
                                            "properties",
                                            Map.of(
                                                    "address", Map.of("type", "string"),
                                                    "name", Map.of("type", "string")),
                                            "required",
                                            List.of("address"),
                                            "additionalProperties",
                                            false))));

    private final SiteKeys keys;
    private final Reception reception;
    private final Templates templates;
    private final JsonBody bodies;
    private final Clock clock;

    /// @param maxBytes of a message, and of a request in JSON
    public MessageDoor(
            SiteKeys keys, Reception reception, Templates templates, Clock clock, long maxBytes) {
        this.templates = templates;
        this.keys = keys;
        this.reception = reception;
        this.bodies = new JsonBody(HeapRoom.ofThisMachine(), maxBytes);
        this.clock = clock;
    }

    /// @param repeated true when this request was recognised as a repetition of an earlier one
    /// @param suppressed addresses that it does not go to, because the site's mail does not
    record Receipt(String id, boolean repeated, List<String> suppressed) {}

    /// The answer to a mail that was only looked at.
    record Validated(boolean valid) {}

    /// The keys by which callers are known, for the rest of the API.
    public SiteKeys keys() {
        return keys;
    }

    /// Each looks after its callers itself: programs written for a provider prove themselves as
    /// they do there.
    public List<Endpoint> endpoints() {
        var dropIn = new DropIn(keys, reception, bodies, clock);
        var batch = new BatchDoor(keys, reception, templates, bodies, clock);
        var endpoints = new ArrayList<Endpoint>();
        endpoints.add(
                new Endpoint(
                        Operation.post("/v1/messages", Permission.SEND, "Hand over a mail")
                                .query("site")
                                .takes(MessageWanted.class)
                                .takes("message/rfc822")
                                .answers(202, Receipt.class)
                                .answers(200, Validated.class)
                                .refuses(409, 415),
                        this::receive));
        endpoints.add(batch.endpoint());
        endpoints.addAll(new PostmarkDoor(dropIn).endpoints());
        endpoints.add(new SendGridDoor(dropIn).endpoint());
        return endpoints;
    }

    private void receive(Context context) throws Exception {
        var sender = keys.sender(context);
        var submitter = SiteKeys.submitter(context, sender);
        var key = idempotencyKey(context);
        if (RawMessage.isOne(context)) {
            answer(context, new RawMessage(reception, submitter, clock).receive(context, key));
            return;
        }
        requireJson(context);
        bodies.with(
                context,
                MessageWanted.class,
                wanted -> {
                    boolean validateOnly = Boolean.TRUE.equals(wanted.validateOnly());
                    var filled = new TemplateFiller(templates, sender.site()).filled(wanted, "");
                    var prepared = new MessageCheck(filled, "", clock.now()).prepared();
                    try {
                        answer(
                                context,
                                new HandOver(reception, submitter, validateOnly)
                                        .keep(prepared, key));
                    } catch (Rejected rejected) {
                        throw Refused.of(context, rejected);
                    }
                });
    }

    private static void answer(Context context, Intake.@Nullable Kept kept) {
        if (kept == null) {
            context.json(new Validated(true));
            return;
        }
        context.status(202)
                .header("Location", "/v1/mails/" + kept.id())
                .json(new Receipt(kept.id().toString(), kept.repeated(), kept.suppressed()));
    }

    static void requireJson(Context context) throws HttpRefusal {
        if (isOfType(context, "application/json")) return;
        throw new HttpRefusal(
                Problem.coded(
                        415,
                        "Unsupported media type",
                        "media-type",
                        "Send the mail as Content-Type: application/json, or the complete message"
                                + " as message/rfc822."));
    }

    static @Nullable String idempotencyKey(Context context) throws HttpRefusal {
        var key = context.header("Idempotency-Key");
        if (key == null) return null;
        if (!key.isBlank() && key.length() <= Limits.IDEMPOTENCY_KEY) return key;
        throw new HttpRefusal(
                Problem.coded(
                        400,
                        "Not acceptable",
                        "idempotency-key",
                        "An Idempotency-Key has between 1 and "
                                + Limits.IDEMPOTENCY_KEY
                                + " characters."));
    }

    static boolean isOfType(Context context, String type) {
        var stated = context.contentType();
        return stated != null && stated.toLowerCase(Locale.ROOT).startsWith(type);
    }
}
