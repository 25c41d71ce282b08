package dev.facteur.alert;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.facteur.platform.http.Json;
import dev.facteur.platform.http.PlainAnswer;
import dev.facteur.platform.http.PublicCalls;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/// Makes one call. Blocks; safe for use by many threads.
public final class ByHttp {
    private static final int MAX_ANSWER_BYTES = 65_536;
    private static final int MAX_WORDS = 200;
    private static final Duration LONGEST_WISH = Duration.ofHours(6);

    private final PublicCalls calls;

    public ByHttp(PublicCalls calls) {
        this.calls = calls;
    }

    Answer send(Post post) {
        try {
            var answer =
                    calls.call(
                            "POST", post.address(), post.headers(), post.body(), MAX_ANSWER_BYTES);
            if (answer.ok()) return Answer.TAKEN;
            return new Answer(trouble(answer), wish(answer));
        } catch (IOException unreached) {
            var why = unreached.getMessage();
            return Answer.trouble(why == null ? "it does not answer" : why);
        }
    }

    private static String trouble(PlainAnswer answer) {
        int status = answer.status();
        if (status >= 300 && status < 400) {
            return "HTTP " + status + ": it leads elsewhere, which is not followed";
        }
        var words = new String(answer.body(), UTF_8).replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        var cut = words.length() <= MAX_WORDS ? words : words.substring(0, MAX_WORDS) + "…";
        return cut.isEmpty() ? "HTTP " + status : "HTTP " + status + " " + cut;
    }

    /// RFC 9110 §10.2.3; Telegram says it in the body only (`parameters.retry_after`).
    private static @Nullable Duration wish(PlainAnswer answer) {
        var header = answer.headers().get("retry-after");
        if (header != null && header.matches("[0-9]{1,6}")) return shortened(header);
        if (answer.status() != 429) return null;
        try {
            var told = Json.MAPPER.readTree(answer.body()).path("parameters").path("retry_after");
            return told.isInt() ? shortened(told.asString()) : null;
        } catch (JacksonException noJson) {
            return null;
        }
    }

    private static Duration shortened(String seconds) {
        var wish = Duration.ofSeconds(Long.parseLong(seconds));
        return wish.compareTo(LONGEST_WISH) > 0 ? LONGEST_WISH : wish;
    }
}
