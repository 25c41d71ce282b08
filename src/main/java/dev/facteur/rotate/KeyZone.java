package dev.facteur.rotate;

import dev.facteur.account.DkimKey;
import dev.facteur.account.HostedZone;
import dev.facteur.platform.Clock;
import dev.facteur.protocol.dns.UpdateTrouble;
import dev.facteur.protocol.dns.ZoneUpdate;
import dev.facteur.protocol.dns.ZoneUpdates;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The operator's zone, into which we publish keys. What fails is tried again later, and remembered
/// for the doctor until it works.
///
/// Safe for use by many threads.
public final class KeyZone {
    private static final Logger LOG = LoggerFactory.getLogger(KeyZone.class);

    /// A slot's next key is looked for twice, with more than this between, before it signs: by then
    /// no resolver remembers the one before.
    private static final Duration TTL = Duration.ofMinutes(5);

    private static final List<Duration> WAITS =
            List.of(
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(15),
                    Duration.ofHours(1));

    /// Whom a trouble of the whole server concerns.
    private static final String ALL = "";

    private final HostedZone zone;
    private final ZoneUpdates server;
    private final Clock clock;
    private final Map<String, Trouble> troubles = new ConcurrentHashMap<>();

    public KeyZone(HostedZone zone, ZoneUpdates server, Clock clock) {
        this.zone = zone;
        this.server = server;
        this.clock = clock;
    }

    /// An update that failed and has not worked since.
    ///
    /// @param target the name it was about
    /// @param since when it failed first
    /// @param tries so far
    public record Trouble(
            UpdateTrouble why, String target, Instant since, int tries, Instant next) {}

    public HostedZone zone() {
        return zone;
    }

    /// Puts the records of keys into the zone, all or none.
    ///
    /// @return false when it did not work, or is not tried again yet
    boolean publish(List<DkimKey> keys) {
        var update = ZoneUpdate.of(zone.name());
        var first = "";
        for (var key : keys) {
            var hosting = key.hosting();
            if (hosting == null)
                throw new IllegalArgumentException(key + " is not ours to publish");
            if (first.isEmpty()) first = hosting.target();
            update = update.with(hosting.target(), key.recordValue(), TTL);
        }
        return sent(update, first);
    }

    /// Takes the record at a name away, if there is one.
    boolean remove(String target) {
        return sent(ZoneUpdate.of(zone.name()).without(target), target);
    }

    private boolean sent(ZoneUpdate update, String target) {
        if (isResting(ALL) || isResting(target)) return false;
        try {
            server.send(update);
            troubles.remove(ALL);
            troubles.remove(target);
            return true;
        } catch (UpdateTrouble e) {
            note(concernsServer(e.kind()) ? ALL : target, target, e);
            return false;
        }
    }

    private boolean isResting(String whom) {
        var trouble = troubles.get(whom);
        return trouble != null && clock.now().isBefore(trouble.next);
    }

    /// Else it may be this one name that the key may not touch.
    private static boolean concernsServer(UpdateTrouble.Kind kind) {
        return switch (kind) {
            case SILENT, UNPROVED, KEY_UNKNOWN, KEY_DIFFERS, CLOCK, OTHER_ZONE -> true;
            case REFUSED, FAILED -> false;
        };
    }

    private void note(String whom, String target, UpdateTrouble why) {
        var now = clock.now();
        var before = troubles.get(whom);
        int tries = before == null ? 0 : before.tries;
        var since = before == null ? now : before.since;
        var next = now.plus(WAITS.get(Math.min(tries, WAITS.size() - 1)));
        troubles.put(whom, new Trouble(why, target, since, tries + 1, next));
        LOG.atWarn()
                .addKeyValue("zone", zone.name())
                .addKeyValue("name", target)
                .addKeyValue("reason", why.getMessage())
                .log("a DKIM record could not be changed and is tried again; the old key signs on");
    }

    /// What does not work now, that of the server first.
    public List<Trouble> troubles() {
        return troubles.entrySet().stream()
                .sorted(Map.Entry.comparingByKey(Comparator.naturalOrder()))
                .map(Map.Entry::getValue)
                .toList();
    }
}
