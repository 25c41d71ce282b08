package dev.facteur.submit.http;

import dev.facteur.platform.Clock;
import dev.facteur.platform.StorageException;
import dev.facteur.platform.http.HttpRefusal;
import dev.facteur.platform.http.JsonMistake;
import dev.facteur.platform.http.Problem;
import dev.facteur.protocol.smtp.Rejected;
import dev.facteur.submit.Reception;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import tools.jackson.core.JacksonException;

/// What the addresses have in common that look like a provider's, so that programs written for it
/// send here with another base URL: every refusal is told in the provider's own shape.
///
/// @param bodies reads requests
record DropIn(SiteKeys keys, Reception reception, JsonBody bodies, Clock clock) {
    private static final String RETRY_SECONDS = "30";

    /// How a provider tells that a mail is not taken.
    @FunctionalInterface
    interface Shape {
        void refuse(Context context, Problem problem);
    }

    Handler answering(Handler handler, Shape shape) {
        return context -> {
            try {
                handler.handle(context);
            } catch (HttpRefusal refusal) {
                shape.refuse(context, refusal.problem());
            } catch (Rejected rejected) {
                shape.refuse(context, problem(context, rejected));
            } catch (JacksonException mistake) {
                shape.refuse(context, JsonMistake.problem(mistake));
            } catch (StorageException trouble) {
                context.header("Retry-After", RETRY_SECONDS);
                var sentence = "The store is busy; nothing was kept.";
                shape.refuse(context, Problem.coded(503, "Try again later", "not-kept", sentence));
            }
        };
    }

    static Problem problem(Context context, Rejected rejected) {
        Refused.retryAfter(context, rejected);
        return Refused.problem(rejected);
    }

    Prepared prepared(MessageWanted wanted) throws HttpRefusal {
        return new MessageCheck(wanted, "", clock.now()).prepared();
    }

    HandOver handOver(Context context, SiteKeys.Sender sender, boolean validateOnly) {
        return new HandOver(reception, SiteKeys.submitter(context, sender), validateOnly);
    }
}
