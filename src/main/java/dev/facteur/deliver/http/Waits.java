package dev.facteur.deliver.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/// How long a provider asks us to leave it alone.
final class Waits {
    /// A wish beyond that is a mistake, or a clock that is wrong.
    private static final Duration LONGEST = Duration.ofDays(1);

    private static final int TOO_MANY = 429;

    private Waits() {}

    /// Null when it asks for nothing that can be understood.
    static @Nullable Duration of(ApiAnswer answer, Instant now) {
        // RFC 9110 §10.2.3: seconds, or a date.
        var wait = seconds(answer.header("retry-after"));
        if (wait == null) wait = until(answer.header("retry-after"), now);
        if (wait != null || answer.status() != TOO_MANY) return wait;
        return RateWindow.of(answer, now)
                .map(RateWindow::untilReset)
                .filter(reset -> sensible(reset) != null)
                .orElse(null);
    }

    /// How long a call that was answered well was the last one; null when more are left, or when
    /// nothing is said of it.
    static @Nullable Duration afterwards(ApiAnswer answer, Instant now) {
        return RateWindow.of(answer, now)
                .filter(RateWindow::spent)
                .map(RateWindow::untilReset)
                .filter(reset -> sensible(reset) != null)
                .orElse(null);
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
