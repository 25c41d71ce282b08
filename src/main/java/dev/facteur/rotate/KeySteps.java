package dev.facteur.rotate;

import dev.facteur.account.Accounts;
import dev.facteur.account.DkimKey;
import dev.facteur.account.DkimKeys;
import dev.facteur.account.Domain;
import dev.facteur.account.KeyState;
import dev.facteur.account.Objection;
import dev.facteur.diagnose.domain.KeySight;
import dev.facteur.platform.Clock;
import dev.facteur.platform.StorageException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is to be done next with the keys of one domain, and doing it.
final class KeySteps {
    private static final Logger LOG = LoggerFactory.getLogger(KeySteps.class);

    /// Between the two looks that let a key sign, at least: longer than anybody may remember a
    /// record of our own zone.
    private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(10);

    private static final Duration DAY = Duration.ofDays(1);

    private final Accounts accounts;
    private final DkimKeys keys;
    private final KeySight sight;
    private final @Nullable KeyZone zone;
    private final Clock clock;

    /// When a key is looked for again, by its id. Lost at a restart, which looks at once.
    private final Map<Long, Instant> nextLooks = new ConcurrentHashMap<>();

    /// When the records that we published are looked for again, by the domain's id.
    private final Map<Long, Instant> nextReviews = new ConcurrentHashMap<>();

    KeySteps(
            Accounts accounts, DkimKeys keys, KeySight sight, @Nullable KeyZone zone, Clock clock) {
        this.accounts = accounts;
        this.keys = keys;
        this.sight = sight;
        this.zone = zone;
        this.clock = clock;
    }

    Instant now() {
        return clock.now();
    }

    boolean areDue(Domain domain) {
        return isReviewed(domain) || domain.keys().stream().anyMatch(key -> isDue(domain, key));
    }

    /// Once a day; after a restart within a day, and not all domains at once.
    private boolean isReviewed(Domain domain) {
        if (standing(domain).isEmpty()) return false;
        var spread = DAY.multipliedBy(Math.floorMod(domain.id(), 97L)).dividedBy(97);
        var at = nextReviews.computeIfAbsent(domain.id(), _ -> now().plus(spread));
        return !now().isBefore(at);
    }

    /// Keys that we have published, as far as we know, and that mail needs.
    private List<DkimKey> standing(Domain domain) {
        return domain.wantedKeys().stream()
                .filter(key -> isOurs(key) && !isUnpublished(key))
                .toList();
    }

    private boolean isDue(Domain domain, DkimKey key) {
        return switch (key.state()) {
            case KeyState.Next next -> isUnpublished(key) || (next.byItself() && looksNow(key));
            case KeyState.Signing _ -> isOld(domain, key) && looksNow(key);
            case KeyState.Retiring _ -> isOver(key) && looksNow(key);
            case KeyState.Retired _ -> looksNow(key);
        };
    }

    private static boolean isUnpublished(DkimKey key) {
        var hosting = key.hosting();
        return hosting != null && hosting.publishedAt() == null;
    }

    private boolean looksNow(DkimKey key) {
        return !now().isBefore(nextLooks.getOrDefault(key.id(), Instant.MIN));
    }

    private boolean isOver(DkimKey key) {
        var at = keys.rules().removableAt(key);
        return at != null && !now().isBefore(at);
    }

    private boolean isOld(Domain domain, DkimKey key) {
        var at = keys.rules().succeededAt(domain, key);
        boolean follows =
                domain.keysIn(KeyState.Next.class).stream()
                        .anyMatch(next -> next.algorithm() == key.algorithm());
        return at != null && !now().isBefore(at) && !follows;
    }

    /// Does what is due.
    void moveOn(Domain domain) throws StorageException, Objection, InterruptedException {
        if (isReviewed(domain)) review(domain);
        for (var key : due(domain, KeyState.Signing.class)) succeed(domain, key);
        publish(anew(domain));
        switchTo(anew(domain));
        for (var key : due(domain, KeyState.Retiring.class)) remove(domain, key);
        for (var key : due(domain, KeyState.Retired.class)) remove(domain, key);
    }

    /// Publishes again what somebody else has taken out of the zone.
    private void review(Domain domain) {
        nextReviews.put(domain.id(), now().plus(DAY));
        var lost = standing(domain).stream().filter(sight::isLost).toList();
        if (lost.isEmpty() || zone == null) return;
        LOG.atWarn()
                .addKeyValue("domain", domain.name())
                .log("its DKIM records are not in the zone any more and are published again");
        zone.publish(lost);
    }

    private List<DkimKey> due(Domain domain, Class<? extends KeyState> state) {
        return domain.keysIn(state).stream().filter(key -> isDue(domain, key)).toList();
    }

    private Domain anew(Domain domain) {
        return accounts.domain(domain.name()).orElse(domain);
    }

    /// Makes the successor of a key that has signed for long enough, when its alias leads to us.
    private void succeed(Domain domain, DkimKey key) throws StorageException, Objection {
        var slot = keys.nextSlot(domain, key.algorithm());
        if (slot.isPresent() && sight.leads(slot.get())) keys.succeed(domain, key.algorithm());
        else nextLooks.put(key.id(), now().plus(DAY));
    }

    private void publish(Domain domain) throws StorageException {
        var fresh =
                domain.keysIn(KeyState.Next.class).stream()
                        .filter(KeySteps::isUnpublished)
                        .filter(this::isOurs)
                        .toList();
        if (fresh.isEmpty() || zone == null || !zone.publish(fresh)) return;
        keys.published(fresh, now());
    }

    private boolean isOurs(DkimKey key) {
        var hosting = key.hosting();
        return zone != null && hosting != null && zone.zone().holds(hosting.target());
    }

    /// Lets the next keys sign that everybody sees, at the second look.
    private void switchTo(Domain domain) throws StorageException, InterruptedException {
        var waiting =
                due(domain, KeyState.Next.class).stream()
                        .filter(key -> !isUnpublished(key))
                        .filter(this::looksNow)
                        .toList();
        if (waiting.isEmpty()) return;
        var seen = new ArrayList<DkimKey>();
        var unseen = new ArrayList<DkimKey>();
        var again = new ArrayList<DkimKey>();
        for (var sighting : sight.look(domain, waiting)) {
            var key = sighting.key();
            nextLooks.put(key.id(), now().plus(pause(key)));
            var first = firstSeen(key);
            if (!sighting.everywhere()) unseen.add(key);
            else if (first == null) seen.add(key);
            else if (!now().isBefore(first.plus(BETWEEN_LOOKS))) again.add(key);
        }
        if (!seen.isEmpty()) keys.seen(seen, now());
        if (unseen.stream().anyMatch(key -> firstSeen(key) != null)) keys.seen(unseen, null);
        if (!again.isEmpty()) keys.sign(domain, again);
    }

    private static @Nullable Instant firstSeen(DkimKey key) {
        return key.state() instanceof KeyState.Next next ? next.seenAt() : null;
    }

    /// Often while somebody waits for it, rarely when nobody seems to.
    private Duration pause(DkimKey key) {
        var age = Duration.between(key.state().since(), now());
        if (age.compareTo(DAY) < 0) return BETWEEN_LOOKS;
        return age.compareTo(DAY.multipliedBy(7)) < 0 ? Duration.ofHours(1) : Duration.ofHours(6);
    }

    /// Removes the record of a key that nobody needs, or waits until its owner has.
    private void remove(Domain domain, DkimKey key) throws StorageException, InterruptedException {
        var hosting = key.hosting();
        if (hosting != null && isOurs(key)) {
            if (zone != null && zone.remove(hosting.target())) keys.forget(domain, key);
            return;
        }
        if (!(key.state() instanceof KeyState.Retired)) {
            keys.retire(domain, key);
            return;
        }
        if (sight.isGone(domain, key)) keys.forget(domain, key);
        else nextLooks.put(key.id(), now().plus(DAY));
    }
}
