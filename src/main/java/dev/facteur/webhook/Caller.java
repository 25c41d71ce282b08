package dev.facteur.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.facteur.platform.Clock;
import dev.facteur.platform.http.Json;
import dev.facteur.platform.http.PlainAnswer;
import dev.facteur.platform.http.PublicCalls;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes one call. Blocks; safe for use by many threads.
final class Caller {
    private static final int MAX_ANSWER_BYTES = 65_536;
    private static final int MAX_WORDS = 300;
    private static final Duration LONGEST_WISH = Duration.ofHours(6);

    private final PublicCalls calls;
    private final Clock clock;

    Caller(PublicCalls calls, Clock clock) {
        this.calls = calls;
        this.clock = clock;
    }

    /// What is called with: the shape that Standard Webhooks recommends.
    ///
    /// @param type `events`, or `test` for a call that tells of nothing
    record Message(String type, Instant timestamp, Data data) {}

    record Data(List<EventFeed.Told> events) {}

    /// @param id of the message; a repetition bears the same
    CallResult call(Webhook webhook, String id, String type, List<EventFeed.Told> events) {
        var now = clock.now();
        var message = new Message(type, now, new Data(events));
        var body = Json.write(message).getBytes(UTF_8);
        var headers = new HashMap<>(Signature.headers(webhook.secret(), id, now, body));
        headers.put("Content-Type", "application/json");
        headers.put("User-Agent", "Facteur");
        long begun = clock.nanos();
        try {
            var answer = calls.call("POST", webhook.address(), headers, body, MAX_ANSWER_BYTES);
            return answered(answer, millis(begun));
        } catch (IOException unreached) {
            var why = unreached.getMessage();
            return new CallResult(
                    null, millis(begun), why == null ? "it does not answer" : why, "", null);
        }
    }

    private long millis(long begun) {
        return Duration.ofNanos(clock.nanos() - begun).toMillis();
    }

    private static CallResult answered(PlainAnswer answer, long millis) {
        int status = answer.status();
        var trouble = answer.ok() ? "" : trouble(status);
        return new CallResult(status, millis, trouble, words(answer.body()), wish(answer));
    }

    private static String trouble(int status) {
        if (status >= 300 && status < 400) {
            return "HTTP " + status + ": it leads elsewhere, which is not followed";
        }
        return "HTTP " + status;
    }

    private static String words(byte[] body) {
        var text = new String(body, UTF_8);
        var line = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        return line.length() <= MAX_WORDS ? line : line.substring(0, MAX_WORDS) + "…";
    }

    private static @Nullable Duration wish(PlainAnswer answer) {
        var written = answer.headers().get("retry-after");
        if (written == null || !written.matches("[0-9]{1,6}")) return null;
        var wish = Duration.ofSeconds(Long.parseLong(written));
        return wish.compareTo(LONGEST_WISH) > 0 ? LONGEST_WISH : wish;
    }
}
