package dev.facteur.submit.http;

import dev.facteur.platform.Clock;
import dev.facteur.platform.http.HttpRefusal;
import dev.facteur.protocol.smtp.Rejected;
import dev.facteur.submit.Intake;
import dev.facteur.submit.LineEnds;
import dev.facteur.submit.Reception;
import dev.facteur.submit.Submitter;
import dev.facteur.submit.Terms;
import io.javalin.http.Context;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A complete message as the body, the envelope in the query or in headers (see
/// [EnvelopeParameters]), and `send_at`, `expires_at`, `tag` and `validate_only` in the query. The
/// bytes go into the spool as they arrive.
///
/// Unlike SMTP it takes lines that end in LF alone and makes CRLF of them: here the length says
/// where the message ends, so no two readers can disagree about it.
record RawMessage(Reception reception, Submitter submitter, Clock clock) {
    private static final int BUFFER = 16_384;

    static boolean isOne(Context context) {
        return MessageDoor.isOfType(context, "message/rfc822");
    }

    /// @return null when it was only looked at
    Intake.@Nullable Kept receive(Context context, @Nullable String key)
            throws HttpRefusal, IOException {
        var envelope = EnvelopeParameters.read(context);
        var terms = terms(context);
        try (var intake = reception.begin(submitter, envelope, key, terms)) {
            copy(context, intake);
            if (!"true".equals(context.queryParam("validate_only"))) return intake.finish();
            intake.check();
            return null;
        } catch (Rejected rejected) {
            throw Refused.of(context, rejected);
        }
    }

    private Terms terms(Context context) throws HttpRefusal {
        return new TermsCheck("", clock.now())
                .terms(
                        context.queryParam("send_at"),
                        context.queryParam("expires_at"),
                        context.queryParams("tag"),
                        null);
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
