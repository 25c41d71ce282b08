package dev.facteur.api;

import dev.facteur.account.Objection;
import dev.facteur.platform.config.BadSetting;
import dev.facteur.platform.config.DurationText;
import dev.facteur.retention.Retentions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How long what a site has sent is kept after it has ended, as the API says it: `7d`, or `off`.
///
/// @param own whether the site has times of its own
record RetentionView(String bodies, String events, boolean own) {
    private static final String OFF = "off";
    private static final Duration LEAST_BODIES = Duration.ofMinutes(1);
    private static final Duration LEAST_EVENTS = Duration.ofDays(1);
    private static final Duration MOST = Duration.ofDays(3_653);

    static RetentionView of(Retentions retentions, long siteId) {
        var retention = retentions.of(siteId);
        boolean own = !retentions.wishes(siteId).equals(Retentions.Wishes.NONE);
        var bodies = retention.bodies();
        return new RetentionView(
                bodies.isZero() ? OFF : DurationText.write(bodies),
                DurationText.write(retention.events()),
                own);
    }

    /// @param bodies a duration or `off`; null: as usual
    /// @param events a duration; null: as usual
    record Wanted(@Nullable String bodies, @Nullable String events) {
        Retentions.Wishes wishes() throws Objection {
            return new Retentions.Wishes(
                    OFF.equals(bodies) ? Duration.ZERO : duration("bodies", bodies, LEAST_BODIES),
                    duration("events", events, LEAST_EVENTS));
        }

        private static @Nullable Duration duration(
                String member, @Nullable String text, Duration least) throws Objection {
            if (text == null) return null;
            try {
                var duration = DurationText.parse(text);
                if (duration.compareTo(least) >= 0 && duration.compareTo(MOST) <= 0) {
                    return duration;
                }
            } catch (BadSetting noDuration) {
                // Said below.
            }
            var range = DurationText.write(least) + " and " + DurationText.write(MOST);
            throw new Objection(
                    Objection.Kind.INVALID,
                    "retention-" + member,
                    text,
                    "\""
                            + text
                            + "\" is no time between "
                            + range
                            + "; write for example 7d"
                            + (member.equals("bodies") ? ", or off" : ""),
                    DurationText.write(least),
                    DurationText.write(MOST));
        }
    }
}
