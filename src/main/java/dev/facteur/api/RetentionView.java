package dev.facteur.api;

import dev.facteur.account.Objection;
import dev.facteur.account.Objection.Kind;
import dev.facteur.platform.config.BadSetting;
import dev.facteur.platform.config.DurationText;
import dev.facteur.retention.Retentions;
import java.time.Duration;
import java.util.Optional;
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
                    OFF.equals(bodies) ? Duration.ZERO : forBodies(), forEvents());
        }

        private @Nullable Duration forBodies() throws Objection {
            var text = bodies;
            if (text == null) return null;
            return within(text, LEAST_BODIES)
                    .orElseThrow(() ->
                            new Objection(
                                    Kind.INVALID,
                                    "retention-bodies",
                                    text,
                                    refusal(text, LEAST_BODIES) + "7d, or off",
                                    DurationText.write(LEAST_BODIES),
                                    DurationText.write(MOST)));
        }

        private @Nullable Duration forEvents() throws Objection {
            var text = events;
            if (text == null) return null;
            return within(text, LEAST_EVENTS)
                    .orElseThrow(() ->
                            new Objection(
                                    Kind.INVALID,
                                    "retention-events",
                                    text,
                                    refusal(text, LEAST_EVENTS) + "90d",
                                    DurationText.write(LEAST_EVENTS),
                                    DurationText.write(MOST)));
        }

        private static Optional<Duration> within(String text, Duration least) {
            try {
                return Optional.of(DurationText.parse(text))
                        .filter(time -> time.compareTo(least) >= 0 && time.compareTo(MOST) <= 0);
            } catch (BadSetting noDuration) {
                return Optional.empty();
            }
        }

        private static String refusal(String text, Duration least) {
            return "\""
                    + text
                    + "\" is no time between "
                    + DurationText.write(least)
                    + " and "
                    + DurationText.write(MOST)
                    + "; write for example ";
        }
    }
}
