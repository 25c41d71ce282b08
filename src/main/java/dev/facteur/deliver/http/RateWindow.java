package dev.facteur.deliver.http;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What the headers of an answer tell of a limit of calls: how many are left, and for how long.
///
/// Providers write it with the same three fields below a prefix of their own, and the last one in
/// units of their own, which its size tells apart: seconds that are left, or a moment in seconds or
/// milliseconds since 1970.
///
/// - `ratelimit-`: seconds (draft-ietf-httpapi-ratelimit-headers-06); Resend
/// - `x-sib-ratelimit-`: seconds (developers.brevo.com/docs/limit-headers); Brevo
/// - `x-ratelimit-`: the second of that moment; SendGrid
/// - `ratelimit: "name";r=0;t=30`: the later drafts, in one field, with seconds
///
/// @param remaining calls that are left in this window
/// @param untilReset when it ends; negative when the clocks differ
record RateWindow(long remaining, Duration untilReset) {
    private static final List<String> PREFIXES =
            List.of("ratelimit-", "x-sib-ratelimit-", "x-ratelimit-");
    private static final Pattern LEFT = Pattern.compile(";\\s*r=(\\d{1,15})");
    private static final Pattern ENDS = Pattern.compile(";\\s*t=(\\d{1,15})");

    private static final Pattern NUMBER = Pattern.compile("\\d{1,15}");

    /// Larger numbers are no seconds that are left: that would be thirty years.
    private static final long MOMENTS = 1_000_000_000L;

    private static final long MILLISECONDS = 100_000_000_000L;

    boolean spent() {
        return remaining <= 0 && untilReset.isPositive();
    }

    /// The one that ends last of those that are spent, else any; empty when nothing is said.
    static Optional<RateWindow> of(ApiAnswer answer, Instant now) {
        RateWindow found = oneField(answer.header("ratelimit"), now);
        for (var prefix : PREFIXES) {
            var left = number(answer.header(prefix + "remaining"));
            var reset = number(answer.header(prefix + "reset"));
            if (reset == null) continue;
            var window = new RateWindow(left == null ? 1 : left, until(reset, now));
            if (found == null || window.holdsLonger(found)) found = window;
        }
        return Optional.ofNullable(found);
    }

    private boolean holdsLonger(RateWindow other) {
        if (spent() != other.spent()) return spent();
        return untilReset.compareTo(other.untilReset) > 0;
    }

    private static @Nullable RateWindow oneField(String field, Instant now) {
        RateWindow found = null;
        for (var item : field.split(",", -1)) {
            var left = LEFT.matcher(item);
            var ends = ENDS.matcher(item);
            if (!left.find() || !ends.find()) continue;
            var window =
                    new RateWindow(
                            Long.parseLong(left.group(1)),
                            until(Long.parseLong(ends.group(1)), now));
            if (found == null || window.holdsLonger(found)) found = window;
        }
        return found;
    }

    private static Duration until(long reset, Instant now) {
        if (reset < MOMENTS) return Duration.ofSeconds(reset);
        var moment =
                reset < MILLISECONDS ? Instant.ofEpochSecond(reset) : Instant.ofEpochMilli(reset);
        return Duration.between(now, moment);
    }

    private static @Nullable Long number(String text) {
        return NUMBER.matcher(text).matches() ? Long.valueOf(text) : null;
    }
}
