package dev.facteur.platform.http;

import dev.facteur.platform.StorageException;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.EofException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/// The one place where what goes wrong in a request becomes an answer. A client sees problem
/// details, never a stack trace; what nobody expected is logged here, once.
final class ProblemAnswers {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemAnswers.class);
    private static final int RETRY_SECONDS = 30;

    private ProblemAnswers() {}

    static void install(RoutesConfig routes) {
        routes.exception(HttpRefusal.class, (e, context) -> answer(context, e.problem()));
        routes.exception(
                HttpResponseException.class, (e, context) -> answer(context, ofLibrary(e)));
        routes.exception(
                LimitedBody.TooLarge.class,
                (e, context) ->
                        answer(
                                context,
                                Problem.of(
                                        HttpStatus.PAYLOAD_TOO_LARGE_413,
                                        "Too large",
                                        "The body is larger than " + e.limit() + " bytes.")));
        routes.exception(
                JacksonException.class, (e, context) -> answer(context, JsonMistake.problem(e)));
        routes.exception(StorageException.class, ProblemAnswers::busy);
        routes.exception(IOException.class, ProblemAnswers::broken);
        routes.exception(Exception.class, ProblemAnswers::unexpected);
    }

    static void answer(Context context, Problem problem) {
        context.status(problem.status())
                .result(Json.write(problem.members()))
                .contentType(Problem.MEDIA_TYPE);
    }

    private static void busy(StorageException e, Context context) {
        LOG.atWarn().addKeyValue("path", context.path()).setCause(e).log("storage refused");
        context.header("Retry-After", Integer.toString(RETRY_SECONDS));
        answer(
                context,
                Problem.coded(
                        HttpStatus.SERVICE_UNAVAILABLE_503,
                        "Try again later",
                        e.full() ? "disk-full" : "busy",
                        e.full()
                                ? "There is no room left on the disk; nothing was kept."
                                : "The store is busy; nothing was kept."));
    }

    private static void broken(IOException e, Context context) {
        if (e instanceof EofException || e instanceof ClosedChannelException) gone(e, context);
        else unexpected(e, context);
    }

    /// The client hung up, or was too slow and was hung up on. Nobody reads an answer, and a
    /// stranger shall not fill the log.
    private static void gone(IOException e, Context context) {
        LOG.atDebug()
                .addKeyValue("path", context.path())
                .addKeyValue("why", e.getMessage())
                .log("a request ended early");
        answer(
                context,
                Problem.of(
                        HttpStatus.BAD_REQUEST_400,
                        "Incomplete",
                        "The connection ended inside the body; nothing was kept."));
    }

    private static void unexpected(Exception e, Context context) {
        LOG.atError()
                .addKeyValue("method", context.method())
                .addKeyValue("path", context.path())
                .setCause(e)
                .log("request failed");
        answer(
                context,
                Problem.of(
                        HttpStatus.INTERNAL_SERVER_ERROR_500,
                        "Internal error",
                        "Facteur made a mistake; its log has the details."));
    }

    private static Problem ofLibrary(HttpResponseException e) {
        var title = HttpStatus.getMessage(e.getStatus());
        var detail =
                switch (e.getStatus()) {
                    case HttpStatus.NOT_FOUND_404 -> "There is nothing at this address.";
                    case HttpStatus.METHOD_NOT_ALLOWED_405 ->
                            "This address does not know that method.";
                    default -> String.valueOf(e.getMessage());
                };
        return Problem.of(e.getStatus(), title, detail);
    }
}
