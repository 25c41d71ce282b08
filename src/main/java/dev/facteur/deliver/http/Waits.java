package dev.facteur.deliver.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How long a provider asks us to leave it alone.
final class Waits {
    /// A wish beyond that is a mistake, or a clock that is wrong.
    private static final Duration LONGEST = Duration.ofDays(1);

    /// Seconds until the limit is lifted: Resend and the draft standard, Brevo.
    private static final List<String> SECONDS = List.of("ratelimit-reset", "x-sib-ratelimit-reset");

    /// The second of that moment: SendGrid.
    private static final String MOMENT = "x-ratelimit-reset";

    private static final int TOO_MANY = 429;

    private Waits() {}

    /// Null when it asks for nothing that can be understood.
    static @Nullable Duration of(ApiAnswer answer, Instant now) {
        // RFC 9110 §10.2.3: seconds, or a date.
        var wait = seconds(answer.header("retry-after"));
        if (wait == null) wait = until(answer.header("retry-after"), now);
        if (wait != null || answer.status() != TOO_MANY) return wait;
        for (var name : SECONDS) {
            wait = seconds(answer.header(name));
            if (wait != null) return wait;
        }
        var moment = number(answer.header(MOMENT));
        return moment == null ? null : sensible(Duration.ofSeconds(moment - now.getEpochSecond()));
    }

    private static @Nullable Duration seconds(String text) {
        var number = number(text);
        return number == null ? null : sensible(Duration.ofSeconds(number));
    }

    private static @Nullable Duration until(String date, Instant now) {
        try {
            var then = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
            return sensible(Duration.between(now, then));
        } catch (DateTimeException none) {
            return null;
        }
    }

    private static @Nullable Duration sensible(Duration wait) {
        return wait.isNegative() || wait.compareTo(LONGEST) > 0 ? null : wait;
    }

    private static @Nullable Long number(String text) {
        try {
            return text.length() > 12 ? null : Long.valueOf(text.strip());
        } catch (NumberFormatException none) {
            return null;
        }
    }
}
