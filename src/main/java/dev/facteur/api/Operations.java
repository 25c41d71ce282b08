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
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All that the API answers. Each resource adds its operations here, so that each is described,
/// opened only to who has its right, and answers an [Objection] as problem details.
final class Operations {
    private static final Logger LOG = LoggerFactory.getLogger(Operations.class);

    private final RoutesConfig routes;
    private final Access access;
    private final ReentrantLock changing = new ReentrantLock();
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
                            if (operation.request().tag() == Operation.Tag.IGNORED) {
                                answering(context, answer);
                            } else {
                                alone(context, answer);
                            }
                            note(operation, context);
                        }));
    }

    /// Who changed what: asked by people, the log can tell.
    private static void note(Operation operation, Context context) {
        if (operation.isOpen() || operation.method().equals("GET")) return;
        LOG.atInfo()
                .addKeyValue("who", Caller.of(context).name())
                .addKeyValue("from", context.ip())
                .addKeyValue("request", operation.method() + " " + context.path())
                .addKeyValue("status", context.statusCode())
                .log("changed by the API");
    }

    /// Nobody changes a thing between the look at its tag and the change.
    private void alone(Context context, Answer answer) throws Exception {
        changing.lock();
        try {
            answering(context, answer);
        } finally {
            changing.unlock();
        }
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
