package dev.facteur.api;

import dev.facteur.account.Objection;
import io.javalin.http.Context;
import org.jspecify.annotations.Nullable;

/// What a request asks for.
final class Asked {
    private Asked() {}

    /// The body as a record. An empty one is refused like any other that lacks its members.
    static <T> T body(Context context, Class<T> type) {
        return context.bodyAsClass(type);
    }

    /// A member that must be there.
    static String required(@Nullable String value, String member) throws Objection {
        if (value != null && !value.isBlank()) return value.strip();
        throw new Objection(
                Objection.Kind.INVALID, "member-missing", member, "\"" + member + "\" is missing");
    }
}
