package dev.facteur.rotate;

import dev.facteur.account.Accounts;
import dev.facteur.account.DkimKeys;
import dev.facteur.account.Domain;
import dev.facteur.account.Domains;
import dev.facteur.account.KeyState;
import dev.facteur.account.Objection;
import dev.facteur.account.Objection.Kind;
import dev.facteur.diagnose.domain.KeySight;
import dev.facteur.platform.Clock;
import dev.facteur.platform.Rounds;
import dev.facteur.platform.StorageException;
import dev.facteur.platform.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Moves the keys of all domains on, in rounds: what is to be done next is known from their states,
/// so that a restart forgets nothing but when it looked last.
public final class Rotation implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Rotation.class);
    private static final Duration PAUSE = Duration.ofSeconds(30);

    /// Domains at the same time; most of the time is waiting for DNS.
    private static final int AT_ONCE = 8;

    private final Accounts accounts;
    private final DkimKeys keys;
    private final @Nullable KeyZone zone;
    private final KeySight sight;
    private final KeySteps steps;
    private final Rounds rounds;
    private final Semaphore places = new Semaphore(AT_ONCE);

    /// @param zone in which we publish; null when each domain's owner publishes his own keys
    public Rotation(
            Accounts accounts, DkimKeys keys, KeySight sight, @Nullable KeyZone zone, Clock clock) {
        this.accounts = accounts;
        this.keys = keys;
        this.sight = sight;
        this.zone = zone;
        this.steps = new KeySteps(accounts, keys, sight, zone, clock);
        this.rounds = new Rounds("rotation", this::round, clock);
    }

    public void start() {
        rounds.start();
    }

    /// Signs with the next keys of a domain now.
    ///
    /// @param force also when their records are not seen
    /// @throws Objection when there are none, or not everybody finds their records
    public Domain activate(String written, boolean force)
            throws Objection, StorageException, InterruptedException {
        var domain = accounts.domain(written).orElseThrow(() -> Domains.unknown(written));
        var waiting = domain.keysIn(KeyState.Next.class);
        if (waiting.isEmpty()) throw noNextKeys(domain);
        if (!force) {
            for (var sighting : sight.look(domain, waiting)) {
                if (!sighting.everywhere()) throw unseen(domain, sighting);
            }
        }
        keys.sign(domain, waiting);
        return accounts.domain(written).orElse(domain);
    }

    private static Objection noNextKeys(Domain domain) {
        return new Objection(
                Kind.CONFLICT,
                "no-next-keys",
                domain.name(),
                "there are no next keys for "
                        + domain.name()
                        + "; make them with facteur domain rotate "
                        + domain.name());
    }

    private static Objection unseen(Domain domain, KeySight.Sighting sighting) {
        var record = sighting.key().recordName();
        var lacking = String.join(", ", sighting.lacking());
        return new Objection(
                Kind.CONFLICT,
                "next-key-unseen",
                domain.name(),
                "the record at "
                        + record
                        + " is not seen by everybody yet, so mail that is signed with its key would"
                        + " not be believed. It is lacking at: "
                        + lacking
                        + ". facteur domain check "
                        + domain.name()
                        + " says more; --force signs all the same",
                record,
                lacking);
    }

    Duration round() {
        var threads = new ArrayList<Thread>();
        for (var domain : accounts.domains()) {
            if (rounds.closing()) break;
            if (!steps.areDue(domain)) continue;
            places.acquireUninterruptibly();
            threads.add(Threads.virtual("rotate " + domain.name(), () -> moveOn(domain)));
        }
        for (var thread : threads) join(thread);
        tidy();
        return PAUSE;
    }

    private void moveOn(Domain domain) {
        try {
            steps.moveOn(domain);
        } catch (StorageException | Objection trouble) {
            LOG.atWarn()
                    .addKeyValue("domain", domain.name())
                    .addKeyValue("reason", trouble.getMessage())
                    .log("the keys of a domain could not be moved on; it is tried again");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            places.release();
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Takes the records of domains away that were removed.
    private void tidy() {
        if (zone == null) return;
        var now = steps.now();
        for (var abandoned : accounts.abandonedKeys()) {
            // What stands in another zone than today's is not ours to change any more.
            if (now.isBefore(abandoned.dueAt()) || !zone.zone().holds(abandoned.target())) continue;
            if (!zone.remove(abandoned.target())) continue;
            try {
                keys.forget(abandoned);
            } catch (StorageException trouble) {
                LOG.atWarn().addKeyValue("reason", trouble.getMessage()).log("not kept");
            }
        }
    }

    @Override
    public void close() {
        rounds.close();
    }
}
