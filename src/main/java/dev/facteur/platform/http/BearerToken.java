package dev.facteur.platform.http;

import dev.facteur.platform.secret.Secret;
import io.javalin.http.Context;
import java.util.Optional;

/// What a client proves itself with (RFC 6750 §2.1). Only the header counts: a token in an address
/// ends in logs and browser histories.
public final class BearerToken {
    private static final String SCHEME = "Bearer ";
    private static final int MAX_CHARACTERS = 500;

    private BearerToken() {}

    public static Optional<Secret> of(Context context) {
        var header = context.header("Authorization");
        if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Optional.empty();
        }
        var token = header.substring(SCHEME.length()).strip();
        if (token.isEmpty() || token.length() > MAX_CHARACTERS) return Optional.empty();
        return Optional.of(new Secret(token));
    }

    /// The answer to a missing or wrong token; sets the header that RFC 9110 §11.6.1 asks for.
    public static HttpRefusal missing(Context context, String detail) {
        context.header("WWW-Authenticate", "Bearer");
        return new HttpRefusal(401, "Not authenticated", detail);
    }
}
