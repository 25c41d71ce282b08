package dev.facteur.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.facteur.mail.MailId;
import dev.facteur.mail.Urgency;
import dev.facteur.platform.Threads;
import dev.facteur.queue.Ending.Pace;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Lanes by domain before a direct outlet: the dispatcher on a real database, with destinations
/// that fare as the test says.
class DirectLanesTest {
    private static final int PER_DESTINATION = 6;

    @TempDir Path folder;

    private final BlockingQueue<String> taken = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> probed = new LinkedBlockingQueue<>();
    private final Map<String, Pace> paces = new ConcurrentHashMap<>();
    private final AtomicInteger atOnce = new AtomicInteger();
    private final AtomicInteger mostAtOnce = new AtomicInteger();
    private final Semaphore held = new Semaphore(0);
    private volatile boolean holding;
    private volatile boolean fallback;
    private volatile Pace probe = Pace.FLOWING;
    private QueueScene scene;
    private Dispatcher dispatcher;

    private final class Attempts implements Dispatcher.Attempts {
        @Override
        public Ending attempt(Lease lease, Outlet outlet) throws InterruptedException {
            mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            var address = lease.recipients().getFirst().recipient().address();
            if (holding || address.domain().endsWith(".tarpit.example")) held.acquire();
            atOnce.decrementAndGet();
            var pace =
                    outlet.name().equals("direct")
                            ? paces.getOrDefault(address.domain(), Pace.FLOWING)
                            : Pace.FLOWING;
            boolean flows = pace.equals(Pace.FLOWING);
            settle(lease, flows ? State.DELIVERED : State.QUEUED);
            taken.add(address + " by " + outlet.name());
            return new Ending(pace, flows ? null : scene.clock.now());
        }

        private void settle(Lease lease, State state) throws InterruptedException {
            scene.settle(lease, state, state == State.QUEUED ? Duration.ZERO : null);
        }

        @Override
        public Pace probe(Outlet outlet) {
            probed.add(outlet.name());
            return probe;
        }
    }

    @BeforeEach
    void open() throws Exception {
        scene = QueueScene.open(folder).byDomain(true);
        dispatcher =
                new Dispatcher(
                        scene.queue,
                        (site, stream) -> outlets(),
                        new Attempts(),
                        scene.clock,
                        Threads::owner);
        dispatcher.start();
    }

    private List<Outlet> outlets() {
        var outlets = new ArrayList<Outlet>();
        outlets.add(new Outlet(1, "direct", 100, 100, Rate.UNLIMITED, PER_DESTINATION, null));
        if (fallback) outlets.add(new Outlet(2, "provider", 100, 100, Rate.UNLIMITED, null));
        return outlets;
    }

    @AfterEach
    void close() {
        held.release(1_000_000);
        dispatcher.close();
        scene.close();
    }

    private void send(String... to) throws Exception {
        dispatcher.arrived(scene.store(1, Urgency.NORMAL, to).leases(true));
    }

    private String next() throws InterruptedException {
        var next = taken.poll(20, TimeUnit.SECONDS);
        assertThat(next).as("something is tried").isNotNull();
        return next;
    }

    @Test
    void recipientsOfOneMailLeaveByDomain() throws Exception {
        send("ann@a.example", "bob@b.example", "cora@A.example");
        assertThat(List.of(next(), next()))
                .containsExactlyInAnyOrder("ann@a.example by direct", "bob@b.example by direct");
        await().untilAsserted(() ->
                assertThat(scene.states(new MailId(1_001))).containsOnly("delivered"));
    }

    @Test
    void aDeadDestinationHoldsNoOtherUp() throws Exception {
        paces.put("dead.example", Pace.UNREACHABLE);
        send("ann@dead.example");
        assertThat(next()).isEqualTo("ann@dead.example by direct");
        send("bob@dead.example");
        send("cora@alive.example");
        assertThat(next()).isEqualTo("cora@alive.example by direct");
        assertThat(taken).isEmpty();
    }

    @Test
    void afterItsRestADestinationIsTriedWithOneMail() throws Exception {
        paces.put("dead.example", Pace.UNREACHABLE);
        send("ann@dead.example");
        next();
        for (int i = 0; i < 5; i++) send(i + "@dead.example");
        paces.remove("dead.example");
        holding = true;
        scene.clock.advance(Duration.ofSeconds(2));
        await().until(() -> atOnce.get() == 1);
        send("somebody@alive.example");
        await().until(() -> atOnce.get() == 2);
        held.release(100);
        for (int i = 0; i < 7; i++) next();
        assertThat(mostAtOnce.get()).isLessThanOrEqualTo(2 + 1 + 2);
    }

    @Test
    void aDestinationGetsFewAttemptsUntilItHasTakenSome() throws Exception {
        holding = true;
        for (int i = 0; i < 40; i++) send(i + "@a.example");
        await().until(() -> atOnce.get() == 2);
        held.release(2);
        await().until(() -> atOnce.get() == 4);
        held.release(4);
        // As many as the outlet allows and no more.
        await().until(() -> atOnce.get() == PER_DESTINATION);
        held.release(100);
        for (int i = 0; i < 40; i++) next();
        assertThat(mostAtOnce.get()).isEqualTo(PER_DESTINATION);
    }

    @Test
    void aDestinationThatHasTooManyConnectionsGetsFewer() {
        var destination = new Destination(20, 0);
        for (int i = 0; i < 10; i++) destination.pace(Pace.FLOWING, 0);
        assertThat(room(destination)).isEqualTo(12);
        destination.pace(Pace.CROWDED, 0);
        assertThat(room(destination)).isEqualTo(6);
        destination.pace(Pace.FLOWING, 0);
        assertThat(room(destination)).as("it grows more slowly now").isEqualTo(6);
        for (int i = 0; i < 6; i++) destination.pace(Pace.FLOWING, 0);
        assertThat(room(destination)).isEqualTo(7);
    }

    private static int room(Destination destination) {
        int taken = 0;
        for (; destination.takes(0); taken++) destination.taken(0);
        for (int i = 0; i < taken; i++) destination.done();
        return taken;
    }

    @Test
    void whatADeadDestinationCouldNotTakeGoesByTheNextRouteAndOnlyThat() throws Exception {
        fallback = true;
        dispatcher.refresh();
        paces.put("dead.example", Pace.UNREACHABLE);
        send("ann@dead.example");
        assertThat(List.of(next(), next()))
                .containsExactly("ann@dead.example by direct", "ann@dead.example by provider");
        send("bob@dead.example");
        assertThat(next()).isEqualTo("bob@dead.example by provider");
        send("cora@alive.example");
        assertThat(next()).isEqualTo("cora@alive.example by direct");
    }

    @Test
    void mailThatWaitedForADestinationGoesByTheNextRouteWhenThatIsDead() throws Exception {
        fallback = true;
        dispatcher.refresh();
        paces.put("dead.example", Pace.UNREACHABLE);
        holding = true;
        for (int i = 0; i < 4; i++) send(i + "@dead.example");
        await().until(() -> atOnce.get() == 2);
        held.release(100);
        var byProvider = new ArrayList<String>();
        while (byProvider.size() < 4) {
            var next = next();
            if (next.endsWith("by provider")) byProvider.add(next);
        }
        assertThat(byProvider).doesNotHaveDuplicates();
    }

    @Test
    void manyDeadDestinationsLeadToALookAtTheRoute() throws Exception {
        probe = Pace.UNREACHABLE;
        for (var domain : List.of("a.example", "b.example", "c.example")) {
            paces.put(domain, Pace.UNREACHABLE);
            send("ann@" + domain);
            next();
        }
        assertThat(probed.poll(20, TimeUnit.SECONDS)).isEqualTo("direct");
        // Until a look finds it well, nothing leaves.
        await().untilAsserted(() -> {
            send("cora@alive.example");
            assertThat(taken).isEmpty();
        });
        probe = Pace.FLOWING;
        // The look that found it unwell may be told only now, and makes it rest once more.
        await().until(() -> {
            scene.clock.advance(Duration.ofSeconds(2));
            return taken.poll(100, TimeUnit.MILLISECONDS) != null;
        });
    }

    @Test
    void strangersWhoAnswerSlowlyTakeHalfOfTheRouteAtMost() throws Exception {
        send("ann@known.example");
        next();
        for (int i = 0; i < 80; i++) send("x@" + i + ".tarpit.example");
        await().until(() -> atOnce.get() == 50);
        send("bob@known.example");
        assertThat(next()).isEqualTo("bob@known.example by direct");
        assertThat(mostAtOnce.get()).isLessThanOrEqualTo(51);
        held.release(100);
        for (int i = 0; i < 80; i++) next();
    }

    @Test
    void lanesAreCutAnewWhenTheRouteBecomesDirect() throws Exception {
        scene.byDomain(false);
        holding = true;
        var mail = scene.store(1, Urgency.NORMAL, "ann@a.example", "bob@b.example");
        var late = scene.store(1, Urgency.NORMAL, "cora@a.example");
        dispatcher.arrived(mail.leases(false));
        await().until(() -> atOnce.get() >= 1);
        paces.put("a.example", Pace.UNREACHABLE);
        scene.byDomain(true);
        assertThat(scene.queue.cut()).isEqualTo(3);
        dispatcher.cut();
        // Its lease was made before, and is heard of afterwards.
        dispatcher.arrived(late.leases(false));
        held.release(1_000);
        await().untilAsserted(() -> {
            paces.clear();
            scene.clock.advance(Duration.ofMinutes(6));
            assertThat(scene.states(mail.mail().id())).containsOnly("delivered");
            assertThat(scene.states(late.mail().id())).containsOnly("delivered");
        });
    }

    @Test
    void thousandsOfDeadDestinationsDoNotSlowAnotherOne() throws Exception {
        int many = 3_000;
        var leases = new ArrayList<Lease>();
        scene.database
                .committer()
                .commit(transaction -> {
                    for (int i = 0; i < many; i++) {
                        var mail = mail(i);
                        scene.queue.insert(transaction, mail);
                        leases.addAll(mail.leases(true));
                    }
                    return 0;
                });
        for (int i = 0; i < many; i++) paces.put("d" + i + ".example", Pace.UNREACHABLE);
        dispatcher.arrived(leases);
        for (int i = 0; i < many; i++) next();
        // All of them rest, with a mail each that is due.
        long slowest = 0;
        for (int i = 0; i < 20; i++) {
            long began = System.nanoTime();
            send(i + "@alive.example");
            while (!next().contains("@alive.example")) {
                // Some of the dead are tried again meanwhile.
            }
            slowest = Math.max(slowest, System.nanoTime() - began);
        }
        assertThat(Duration.ofNanos(slowest)).isLessThan(Duration.ofSeconds(1));
    }

    private NewMail mail(int number) {
        try {
            return scene.mail(1, Urgency.NORMAL, "ann@d" + number + ".example");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
