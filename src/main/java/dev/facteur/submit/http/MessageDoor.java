package dev.facteur.submit.http;

import dev.facteur.account.Accounts;
import dev.facteur.account.Login;
import dev.facteur.platform.http.BearerToken;
import dev.facteur.platform.http.HttpRefusal;
import dev.facteur.protocol.smtp.Rejected;
import dev.facteur.submit.Intake;
import dev.facteur.submit.LineEnds;
import dev.facteur.submit.Reception;
import dev.facteur.submit.Submitter;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// `POST /v1/messages`: a complete message as the body, the envelope in the query or in headers.
/// The bytes go into the spool as they arrive; 202 is said when the mail is on stable storage.
///
/// Unlike SMTP it takes lines that end in LF alone and makes CRLF of them: here the length says
/// where the message ends, so no two readers can disagree about it.
public final class MessageDoor {
    private static final int BUFFER = 16_384;
    private static final int MAX_KEY = 255;

    private final Accounts accounts;
    private final Reception reception;

    public MessageDoor(Accounts accounts, Reception reception) {
        this.accounts = accounts;
        this.reception = reception;
    }

    /// @param repeated true when this request was recognised as a repetition of an earlier one
    /// @param suppressed addresses that it does not go to, because the site's mail does not
    record Receipt(String id, boolean repeated, List<String> suppressed) {}

    public void install(RoutesConfig config) {
        config.post("/v1/messages", this::receive);
    }

    private void receive(Context context) throws Exception {
        var login = login(context);
        requireMessage(context);
        var envelope = EnvelopeParameters.read(context);
        var key = idempotencyKey(context);
        try (var intake = reception.begin(submitter(context, login), envelope, key)) {
            copy(context, intake);
            var kept = intake.finish();
            context.status(202)
                    .header("Location", "/v1/mails/" + kept.id())
                    .json(new Receipt(kept.id().toString(), kept.repeated(), kept.suppressed()));
        } catch (Rejected rejected) {
            throw Refused.of(context, rejected);
        }
    }

    private Login login(Context context) throws HttpRefusal {
        return BearerToken.of(context)
                .flatMap(accounts::apiKey)
                .orElseThrow(() ->
                        BearerToken.missing(
                                context,
                                "Send a site's API key as \"Authorization: Bearer …\";"
                                        + " `facteur credential add SITE --api` makes"
                                        + " one."));
    }

    private static void requireMessage(Context context) throws HttpRefusal {
        var type = context.contentType();
        if (type != null && type.toLowerCase(Locale.ROOT).startsWith("message/rfc822")) return;
        throw new HttpRefusal(
                415,
                "Unsupported media type",
                "Send the complete message as Content-Type: message/rfc822.");
    }

    private static @Nullable String idempotencyKey(Context context) throws HttpRefusal {
        var key = context.header("Idempotency-Key");
        if (key == null) return null;
        if (!key.isBlank() && key.length() <= MAX_KEY) return key;
        throw new HttpRefusal(
                400,
                "Not acceptable",
                "An Idempotency-Key has between 1 and " + MAX_KEY + " characters.");
    }

    private static Submitter submitter(Context context, Login login) {
        boolean secure = context.scheme().equals("https");
        return new Submitter(
                login.site(),
                login.credential(),
                secure ? "HTTPS" : "HTTP",
                client(context),
                "",
                "");
    }

    private static @Nullable InetAddress client(Context context) {
        try {
            return InetAddress.ofLiteral(context.ip());
        } catch (IllegalArgumentException notAnAddress) {
            return null;
        }
    }

    private static void copy(Context context, Intake intake) throws IOException, Rejected {
        var lines = LineEnds.strict(intake::write);
        var buffer = new byte[BUFFER];
        var body = context.bodyInputStream();
        for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
            lines.write(buffer, 0, count);
        }
        lines.finish();
    }
}
