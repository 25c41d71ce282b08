package dev.facteur.api;

import dev.facteur.account.Objection;
import dev.facteur.platform.http.Endpoint;
import dev.facteur.platform.http.HttpRefusal;
import dev.facteur.platform.http.Operation;
import dev.facteur.platform.http.Problem;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;

/// All that the API answers. Each resource adds its operations here, so that each is described,
/// opened only to who has its right, and answers an [Objection] as problem details.
final class Operations {
    private final RoutesConfig routes;
    private final Access access;
    private final List<Operation> all = new ArrayList<>();

    Operations(RoutesConfig routes, Access access) {
        this.routes = routes;
        this.access = access;
    }

    /// What answers a request; may object.
    @FunctionalInterface
    interface Answer {
        void to(Context context) throws Exception;
    }

    /// The caller is known to have the right, and found by [Caller#of].
    void add(Operation operation, Answer answer) {
        add(
                new Endpoint(
                        operation,
                        context -> {
                            if (!operation.isOpen()) {
                                access.admit(context, operation.needs());
                            }
                            answering(context, answer);
                        }));
    }

    /// One that looks after its callers itself.
    void add(Endpoint endpoint) {
        all.add(endpoint.operation());
        endpoint.install(routes);
    }

    /// Those that were added.
    List<Operation> all() {
        return List.copyOf(all);
    }

    private static void answering(Context context, Answer answer) throws Exception {
        try {
            answer.to(context);
        } catch (Objection objection) {
            throw refusal(objection, context);
        }
    }

    private static HttpRefusal refusal(Objection objection, Context context) {
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
        var texts = Language.texts(context);
        return new HttpRefusal(
                Problem.coded(status, title, objection.code(), objection.sentence())
                        .with("subject", objection.subject())
                        .with("values", objection.values(texts::told)));
    }
}
