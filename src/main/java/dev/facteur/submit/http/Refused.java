package dev.facteur.submit.http;

import dev.facteur.platform.http.HttpRefusal;
import dev.facteur.platform.http.Problem;
import dev.facteur.protocol.smtp.Rejected;
import dev.facteur.protocol.smtp.Reply;
import dev.facteur.submit.Answers;
import dev.facteur.submit.KeyReused;
import dev.facteur.submit.SiteLimitReached;
import dev.facteur.submit.SuppressedRecipient;
import io.javalin.http.Context;
import java.util.List;
import java.util.Map;

/// A refusal of the acceptance rule in the words of HTTP. The SMTP reply is inside, so both doors
/// tell the same.
public final class Refused {
    /// The code of a mail that goes to nobody, because the site's mail does not; and the member
    /// that lists whom.
    static final String SUPPRESSED = "suppressed";

    private static final String RETRY_SECONDS = "30";

    private Refused() {}

    public static HttpRefusal of(Context context, Rejected rejected) {
        retryAfter(context, rejected);
        return new HttpRefusal(problem(rejected));
    }

    static void retryAfter(Context context, Rejected rejected) {
        if (Answers.isTroubleOfTheGateway(rejected.reply())) {
            context.header("Retry-After", RETRY_SECONDS);
        } else if (rejected instanceof SiteLimitReached limit) {
            context.header("Retry-After", String.valueOf(limit.pause().toSeconds() + 1));
        }
    }

    static Problem problem(Rejected rejected) {
        var reply = rejected.reply();
        boolean limited = rejected instanceof SiteLimitReached;
        boolean later = limited || Answers.isTroubleOfTheGateway(reply);
        var text = String.join(" ", reply.lines());
        int status = status(rejected);
        var title = later ? "Try again later" : "The message is refused";
        if (rejected instanceof SuppressedRecipient one) {
            return Problem.coded(status, title, SUPPRESSED, text)
                    .with("smtp", smtp(reply, text))
                    .with(SUPPRESSED, List.of(one.address()));
        }
        return Problem.coded(status, title, code(status), text).with("smtp", smtp(reply, text));
    }

    private static String code(int status) {
        return switch (status) {
            case 409 -> "idempotency-key-reused";
            case 429 -> "site-limit";
            case 503 -> "not-kept";
            case 403 -> "sender";
            case 413 -> "too-large";
            default -> "message";
        };
    }

    private static Map<String, Object> smtp(Reply reply, String text) {
        return Map.of("code", reply.code(), "status", reply.status(), "text", text);
    }

    private static int status(Rejected rejected) {
        if (rejected instanceof KeyReused) return 409;
        if (rejected instanceof SiteLimitReached) return 429;
        var reply = rejected.reply();
        if (Answers.isTroubleOfTheGateway(reply)) return 503;
        if (reply.status().startsWith("5.7.")) return 403;
        // RFC 3463 §3.4: message too big.
        return reply.status().equals("5.3.4") || reply.code() == 552 ? 413 : 422;
    }
}
