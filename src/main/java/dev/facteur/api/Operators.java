package dev.facteur.api;

import dev.facteur.account.Objection;
import dev.facteur.diagnose.FindingTexts;
import dev.facteur.platform.http.HttpRefusal;
import dev.facteur.platform.http.Problem;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import org.jspecify.annotations.Nullable;

/// Wraps what only the operator may do: checks the token first, and answers an [Objection] as
/// problem details.
final class Operators {
    private final Access access;

    Operators(Access access) {
        this.access = access;
    }

    /// What answers a request; may object.
    @FunctionalInterface
    interface Answer {
        void to(Context context) throws Exception;
    }

    Handler only(Answer answer) {
        return context -> {
            access.requireOperator(context);
            answering(context, answer);
        };
    }

    /// For requests that look at the caller themselves.
    static Handler objecting(Answer answer) {
        return context -> answering(context, answer);
    }

    private static void answering(Context context, Answer answer) throws Exception {
        try {
            answer.to(context);
        } catch (Objection objection) {
            throw refusal(objection, Language.texts(context));
        }
    }

    private static HttpRefusal refusal(Objection objection, FindingTexts texts) {
        var title =
                switch (objection.kind()) {
                    case UNKNOWN -> "Unknown";
                    case CONFLICT -> "Conflict";
                    case INVALID -> "Not acceptable";
                };
        int status =
                switch (objection.kind()) {
                    case UNKNOWN -> 404;
                    case CONFLICT -> 409;
                    case INVALID -> 422;
                };
        return new HttpRefusal(
                Problem.coded(status, title, objection.code(), objection.sentence())
                        .with("subject", objection.subject())
                        .with("values", objection.values(texts::told)));
    }

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
