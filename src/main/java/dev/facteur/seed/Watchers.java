package dev.facteur.seed;

import dev.facteur.mail.MailId;
import dev.facteur.platform.Clock;
import dev.facteur.platform.StorageException;
import dev.facteur.platform.Surroundings;
import dev.facteur.platform.Threads;
import dev.facteur.platform.imap.ImapTrouble;
import dev.facteur.protocol.dmarc.DmarcChecker;
import dev.facteur.report.Mails;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Look for test mails in their mailboxes, each on a thread of its own: first until the mail has
/// left, then until it is found or the patience is over.
final class Watchers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Watchers.class);
    private static final Duration UNTIL_SENT = Duration.ofMillis(500);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);

    /// Logging in more often is taken for an attack by some.
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

    private static final Duration DNS_PATIENCE = Duration.ofSeconds(10);
    private static final int MOST_KEPT = 40;

    private final TestTable table;
    private final Search search;
    private final Mails mails;
    private final Clock clock;
    private final DmarcChecker dmarc;
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final Map<MailId, byte[]> arrived = new LinkedHashMap<>();
    private volatile boolean closed;

    Watchers(TestTable table, Search search, Mails mails, Surroundings world) {
        this.table = table;
        this.search = search;
        this.mails = mails;
        this.clock = world.clock();
        this.dmarc = new DmarcChecker(world.dns(), clock::now, DNS_PATIENCE);
    }

    void follow(TestMail mail, Seed seed) {
        if (closed) return;
        threads.removeIf(thread -> !thread.isAlive());
        threads.add(Threads.virtual("test mail to seed " + seed.name(), () -> watch(mail, seed)));
    }

    /// A mail's bytes as they were found; null when they were not, or too long ago.
    byte @Nullable [] arrived(MailId id) {
        synchronized (arrived) {
            return arrived.get(id);
        }
    }

    private void watch(TestMail mail, Seed seed) {
        try {
            var placed = awaitSent(mail) ? look(mail, seed) : end(mail, Placement.UNSENT, "");
            table.place(placed);
        } catch (InterruptedException _) {
            // The next start goes on.
            Thread.currentThread().interrupt();
        } catch (StorageException trouble) {
            LOG.atError()
                    .addKeyValue("seed", seed.name())
                    .addKeyValue("reason", trouble.getMessage())
                    .log("where a test mail lies could not be stored");
        }
    }

    /// Whether it has left in time.
    private boolean awaitSent(TestMail mail) throws InterruptedException {
        while (true) {
            var state = state(mail.id());
            if (state.equals("delivered")) return true;
            boolean open = state.equals("queued") || state.equals("leased");
            if (!open || isOver(mail)) return false;
            clock.sleepUntil(clock.now().plus(UNTIL_SENT));
        }
    }

    private String state(MailId id) {
        return mails.story(id)
                .flatMap(story -> story.recipients().stream().findFirst())
                .map(recipient -> recipient.state())
                .orElse("");
    }

    private boolean isOver(TestMail mail) {
        return clock.now().isAfter(mail.until());
    }

    private TestMail look(TestMail mail, Seed seed) throws InterruptedException {
        var pause = FIRST_PAUSE;
        boolean everywhere = false;
        while (true) {
            var trouble = "";
            boolean last = isOver(mail);
            try {
                var found = search.look(seed, mail.token(), everywhere || last);
                if (found.isPresent()) return found(mail, seed, found.get());
            } catch (ImapTrouble refused) {
                trouble = refused.kind() + ": " + refused.getMessage();
                if (isFinal(refused)) return end(mail, Placement.UNKNOWN, trouble);
            }
            if (last) {
                return end(
                        mail, trouble.isEmpty() ? Placement.NOWHERE : Placement.UNKNOWN, trouble);
            }
            clock.sleepUntil(clock.now().plus(pause));
            pause =
                    pause.plus(pause).compareTo(LONGEST_PAUSE) > 0
                            ? LONGEST_PAUSE
                            : pause.plus(pause);
            everywhere = true;
        }
    }

    /// What does not mend itself while we wait.
    private static boolean isFinal(ImapTrouble trouble) {
        return switch (trouble.kind()) {
            case LOGIN, NO_TLS, TLS -> true;
            case UNREACHABLE, REFUSED, BROKEN -> false;
        };
    }

    private TestMail found(TestMail mail, Seed seed, Search.Found found) {
        keep(mail.id(), found.mail().bytes());
        var proofs = Proofs.of(found.mail(), seed, dmarc);
        return mail.placed(found.placement(), found.folder(), "", proofs, clock.now());
    }

    private void keep(MailId id, byte[] bytes) {
        synchronized (arrived) {
            arrived.put(id, bytes);
            if (arrived.size() > MOST_KEPT) arrived.remove(arrived.keySet().iterator().next());
        }
    }

    private TestMail end(TestMail mail, Placement placement, String trouble) {
        return mail.placed(placement, "", trouble, Proofs.NONE, clock.now());
    }

    @Override
    public void close() {
        closed = true;
        for (var thread : threads) thread.interrupt();
    }
}
