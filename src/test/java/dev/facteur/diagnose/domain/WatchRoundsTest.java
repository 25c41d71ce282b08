package dev.facteur.diagnose.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.facteur.account.DkimKey.Algorithm;
import dev.facteur.account.Domain;
import dev.facteur.account.DomainRecords;
import dev.facteur.mail.Statement;
import dev.facteur.protocol.dns.Dns;
import dev.facteur.protocol.dns.DnsAnswer;
import dev.facteur.protocol.dns.DnsTrouble;
import dev.facteur.protocol.dns.RecordType;
import dev.facteur.testkit.AccountBook;
import dev.facteur.testkit.ManualClock;
import dev.facteur.testkit.Zone;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which domains the watch looks at, and which it leaves alone.
class WatchRoundsTest {
    @TempDir Path folder;

    private final ManualClock clock = new ManualClock();
    private final Zone zone = new Zone();

    /// The domains in the order in which looks at them began.
    private final List<String> looked = new CopyOnWriteArrayList<>();

    /// Held up until it is zero.
    private CountDownLatch held = new CountDownLatch(0);

    private AccountBook book;
    private DomainRecords records;
    private DomainWatch watch;

    @BeforeEach
    void open() throws Exception {
        book = AccountBook.open(folder, clock);
        book.sites().add("shop", false);
        begin();
    }

    private void begin() throws Exception {
        records = new DomainRecords(book.database(), clock);
        records.load();
        Dns dns = this::ask;
        var needs = new Needs(List.of(), List.of(), false);
        var look = new DomainLook(_ -> needs, dns, _ -> dns, clock);
        watch = new DomainWatch(book.accounts(), book.domains(), records, look, clock);
    }

    @AfterEach
    void close() {
        while (held.getCount() > 0) held.countDown();
        watch.close();
        book.close();
    }

    /// A look begins with the question whose servers a domain has.
    private DnsAnswer ask(String name, RecordType type) throws DnsTrouble {
        if (type == RecordType.NS && !name.equals("example")) {
            looked.add(name);
            held.countDown();
        }
        try {
            held.await();
        } catch (InterruptedException given) {
            Thread.currentThread().interrupt();
            throw new DnsTrouble(DnsTrouble.Kind.TIMEOUT, Statement.quoting("broken off"));
        }
        return zone.ask(name, type);
    }

    private Domain add(String name) throws Exception {
        return book.domains().add(name, "shop", EnumSet.of(Algorithm.ED25519));
    }

    /// Two rounds at least.
    private void roundsPass() throws Exception {
        for (var name : List.of("x.example", "y.example")) {
            var domain = add(name);
            watch.wake();
            await().until(() -> records.lookedAt(domain).isPresent());
        }
    }

    private long looksAt(String name) {
        return Collections.frequency(looked, name);
    }

    @Test
    void aDomainIsLeftAloneUntilItsTimeHasCome() throws Exception {
        add("a.example");
        watch.start();
        await().until(() -> looksAt("a.example") == 1);
        roundsPass();
        assertThat(looksAt("a.example")).isOne();
    }

    @Test
    void aRestartIsNoReasonToLookAgain() throws Exception {
        watch.look(add("a.example"));
        begin();
        watch.start();
        roundsPass();
        assertThat(looksAt("a.example")).isOne();
    }

    @Test
    void newKeysAreLookedForAtOnceAndThenLeftAlone() throws Exception {
        add("a.example");
        watch.start();
        await().until(() -> looksAt("a.example") == 1);
        book.domains().keys().prepare("a.example", true, null);
        watch.wake();
        await().until(() -> looksAt("a.example") == 2);
        roundsPass();
        assertThat(looksAt("a.example")).isEqualTo(2);
    }

    @Test
    void fourDomainsAreLookedAtTogether() throws Exception {
        for (int i = 0; i < 5; i++) add("d" + i + ".example");
        held = new CountDownLatch(4);
        watch.start();
        assertThat(held.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whoHasWaitedLongestIsLookedAtFirst() throws Exception {
        watch.look(add("z.example"));
        clock.advance(Duration.ofSeconds(30));
        for (int i = 0; i < 5; i++) watch.look(add("d" + i + ".example"));
        clock.advance(Duration.ofMinutes(2));
        looked.clear();
        begin();
        watch.start();
        await().until(() -> looked.size() >= 6);
        assertThat(looked.subList(0, 4)).contains("z.example");
    }

    @Test
    void closingBreaksOffTheLookThatIsUnderWay() throws Exception {
        add("a.example");
        held = new CountDownLatch(100);
        watch.start();
        await().until(() -> looksAt("a.example") == 1);
        var closed = CompletableFuture.runAsync(watch::close, Thread::startVirtualThread);
        assertThat(closed.orTimeout(10, TimeUnit.SECONDS)).succeedsWithin(Duration.ofSeconds(11));
    }
}
