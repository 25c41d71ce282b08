package dev.facteur.api;

import dev.facteur.platform.http.HttpRefusal;
import dev.facteur.platform.http.Json;
import dev.facteur.platform.http.Problem;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/// What a caller has seen of a thing that somebody else may change meanwhile (RFC 9110 §8.8.3).
/// Made of what can be changed in it, so that neither the reader's language nor the last use of a
/// key makes it another one.
final class EntityTag {
    private static final int HEX_DIGITS = 24;

    private EntityTag() {}

    /// Answers with a thing and its tag.
    ///
    /// @param state what can be changed in it, as a record or a list of such
    static void answer(Context context, Object view, Object state) {
        context.header("ETag", of(state)).json(view);
    }

    /// Fails where the caller has seen another state, or does not say which. `*` is any.
    static void require(Context context, Object state) throws HttpRefusal {
        if (context.header("If-Match") != null) {
            check(context, state);
            return;
        }
        // RFC 6585 §3.
        throw new HttpRefusal(
                Problem.coded(
                        428,
                        "Precondition required",
                        "tag-missing",
                        "Send the ETag of what you change as If-Match, so that nobody's change is"
                                + " lost; \"If-Match: *\" changes it whatever it is."));
    }

    /// Fails where the caller says that it has seen another state.
    static void check(Context context, Object state) throws HttpRefusal {
        var seen = context.header("If-Match");
        if (seen == null || seen.strip().equals("*")) return;
        var now = of(state);
        // RFC 9110 §13.1.1: one of several is enough.
        if (Arrays.stream(seen.split(",")).map(String::strip).anyMatch(now::equals)) return;
        throw changed();
    }

    static HttpRefusal changed() {
        return new HttpRefusal(
                Problem.coded(
                        412,
                        "Changed meanwhile",
                        "changed",
                        "Somebody has changed it since you read it; read it again."));
    }

    private static String of(Object state) {
        try {
            var bytes = Json.write(state).getBytes(StandardCharsets.UTF_8);
            var hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return "\"" + HexFormat.of().formatHex(hash).substring(0, HEX_DIGITS) + "\"";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
