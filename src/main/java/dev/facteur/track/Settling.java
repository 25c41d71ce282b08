package dev.facteur.track;

import dev.facteur.event.Echo;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What hits mean, seen together and beside the mail's delivery: most scanners look like a browser,
/// and only their haste gives them away.
final class Settling {
    /// Nobody reads so quickly; a scanner that takes mail in looks before it hands it on.
    private static final Duration TOO_EARLY_TO_OPEN = Duration.ofSeconds(2);

    private static final Duration TOO_EARLY_TO_CLICK = Duration.ofSeconds(5);

    /// Who follows so many links of a mail within this time follows all of them.
    private static final int MANY = 3;

    static final Duration TOGETHER = Duration.ofSeconds(10);

    /// What has the same class comes once an hour.
    private static final long WINDOW = Duration.ofHours(1).toMillis();

    private Settling() {}

    /// @param others that came about the same time, from the same copy of the mail; this one may be
    ///   among them
    /// @param delivered when the mail was handed over; null while that is not known
    static Reader reader(Hit hit, List<Hit> others, @Nullable Instant delivered) {
        if (hit.reader().machine()) return hit.reader();
        var early = hit.link() == null ? TOO_EARLY_TO_OPEN : TOO_EARLY_TO_CLICK;
        // A proxy fetches when its reader opens the mail.
        boolean direct = hit.reader().by() == null;
        if (direct && delivered != null && hit.at().isBefore(delivered.plus(early))) {
            return Reader.machine("too-early");
        }
        return followsAll(hit, others) ? Reader.machine("many-links") : hit.reader();
    }

    private static boolean followsAll(Hit hit, List<Hit> others) {
        // Links that several recipients share may be followed by several at once.
        if (hit.link() == null || hit.tracked().recipient() == null) return false;
        return others.stream()
                        .filter(other -> other.link() != null)
                        .filter(other -> near(hit.at(), other.at()))
                        .map(Hit::link)
                        .distinct()
                        .count()
                >= MANY;
    }

    private static boolean near(Instant one, Instant other) {
        return Duration.between(one, other).abs().compareTo(TOGETHER) <= 0;
    }

    static Echo echo(Hit hit, Reader reader) {
        return hit.link() == null
                ? new Echo.Opened(hit.at(), reader.machine(), reader.by())
                : new Echo.Clicked(hit.at(), hit.host(), reader.machine(), reader.by());
    }

    /// The same for hits that are one event.
    static String id(Hit hit, Reader reader) {
        var what = hit.link() == null ? "open" : "click-" + hit.link();
        var by = reader.by() == null ? "person" : reader.by();
        return what + "-" + by + "-" + hit.at().toEpochMilli() / WINDOW;
    }
}
