package dev.facteur.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.facteur.mail.Urgency;
import dev.facteur.platform.Threads;
import dev.facteur.queue.Ending.Pace;
import dev.facteur.testkit.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which of its routes a lane takes: the dispatcher on a real database, with two outlets that fare
/// as the test says.
class OutletChoiceTest {
    private static final int MUCH = 100;

    @TempDir Path folder;

    private final BlockingQueue<String> taken = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> probed = new LinkedBlockingQueue<>();
    private volatile Pace first = Pace.FLOWING;
    private volatile Pace second = Pace.FLOWING;
    private volatile Pace probe = Pace.UNREACHABLE;
    private volatile @Nullable String parked;
    private volatile Rate rate = Rate.UNLIMITED;
    private QueueScene scene;
    private ManualClock clock;
    private Dispatcher dispatcher;

    private final class Attempts implements Dispatcher.Attempts {
        @Override
        public Ending attempt(Lease lease, Outlet outlet) {
            var pace = outlet.name().equals("first") ? first : second;
            boolean flows = pace.equals(Pace.FLOWING) || pace instanceof Pace.Spent;
            settle(lease, flows ? State.DELIVERED : State.QUEUED);
            var to = lease.recipients().getFirst().recipient().address().localPart();
            taken.add(to + " by " + outlet.name());
            return new Ending(pace, flows ? null : clock.now());
        }

        private void settle(Lease lease, State state) {
            try {
                scene.settle(lease, state, state == State.QUEUED ? Duration.ZERO : null);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public Pace probe(Outlet outlet) {
            probed.add(outlet.name());
            return probe;
        }
    }

    @BeforeEach
    void open() throws Exception {
        scene = QueueScene.open(folder);
        clock = scene.clock;
        start();
    }

    private void start() {
        dispatcher =
                new Dispatcher(
                        scene.queue,
                        (site, stream) ->
                                List.of(
                                        new Outlet(1, "first", MUCH, MUCH, rate, parked),
                                        new Outlet(2, "second", MUCH, MUCH, Rate.UNLIMITED, null)),
                        new Attempts(),
                        clock,
                        Threads::owner);
        dispatcher.start();
    }

    @AfterEach
    void close() {
        dispatcher.close();
        scene.close();
    }

    @Test
    void thePreferredRouteIsTakenWhileItWorks() throws Exception {
        assertThat(send("anna")).isEqualTo("anna by first");
        assertThat(send("ben")).isEqualTo("ben by first");
    }

    @Test
    void whatAnUnreachableRouteCouldNotTakeGoesByTheNextAtOnce() throws Exception {
        first = Pace.UNREACHABLE;
        assertThat(send("anna")).isEqualTo("anna by first");
        assertThat(next()).isEqualTo("anna by second");
        assertThat(send("ben")).isEqualTo("ben by second");
    }

    @Test
    void aRouteInTroubleIsProbedWithoutAMailAndTakenAgainWhenItWorks() throws Exception {
        first = Pace.UNREACHABLE;
        send("anna");
        next();
        clock.advance(Duration.ofSeconds(1));
        assertThat(nextProbe()).isEqualTo("first");
        assertThat(send("ben")).isEqualTo("ben by second");
        first = Pace.FLOWING;
        probe = Pace.FLOWING;
        clock.advance(Duration.ofSeconds(2));
        assertThat(nextProbe()).isEqualTo("first");
        await().until(() -> send("cora").equals("cora by first"));
    }

    @Test
    void aParkedRouteIsPassedOver() throws Exception {
        parked = "login refused";
        dispatcher.refresh();
        assertThat(send("anna")).isEqualTo("anna by second");
        parked = null;
        dispatcher.refresh();
        assertThat(send("ben")).isEqualTo("ben by first");
    }

    @Test
    void aRouteThatTakesNothingForNowIsPassedOverAfterAWhile() throws Exception {
        first = Pace.FAILING;
        send("anna");
        await().until(() -> next().equals("anna by second"));
        assertThat(send("ben")).isEqualTo("ben by second");
    }

    @Test
    void aRouteThatWantsAPauseGetsIt() throws Exception {
        first = new Pace.Paused(Duration.ofHours(3));
        send("anna");
        assertThat(next()).isEqualTo("anna by second");
        clock.advance(Duration.ofHours(2));
        assertThat(probed).isEmpty();
        clock.advance(Duration.ofHours(1));
        assertThat(nextProbe()).isEqualTo("first");
    }

    @Test
    void aRouteThatHasTakenItsLastGoesOnByItselfWhenTheTimeIsOver() throws Exception {
        first = new Pace.Spent(Duration.ofHours(3));
        assertThat(send("anna")).isEqualTo("anna by first");
        first = Pace.FLOWING;
        await().until(() -> send("ben").equals("ben by second"));
        clock.advance(Duration.ofHours(2));
        assertThat(send("cora")).isEqualTo("cora by second");
        clock.advance(Duration.ofHours(1));
        await().until(() -> send("dora").equals("dora by first"));
        assertThat(probed).isEmpty();
    }

    @Test
    void whenNoRouteWorksMailWaitsForThePreferredOne() throws Exception {
        first = Pace.UNREACHABLE;
        second = Pace.UNREACHABLE;
        send("anna");
        assertThat(next()).isEqualTo("anna by second");
        first = Pace.FLOWING;
        await().until(() -> {
            clock.advance(Duration.ofSeconds(2));
            return "anna by first".equals(taken.poll());
        });
    }

    @Test
    void whatIsOverTheRateGoesByTheNextRoute() throws Exception {
        rate = new Rate(0, 2, 0);
        dispatcher.refresh();
        assertThat(send("anna")).isEqualTo("anna by first");
        assertThat(send("ben")).isEqualTo("ben by first");
        assertThat(send("cora")).isEqualTo("cora by second");
        assertThat(send("carl")).isEqualTo("carl by second");
        clock.advance(Duration.ofMinutes(1));
        await().until(() -> send("dora").equals("dora by first"));
    }

    @Test
    void whatLeftBeforeARestartCountsForTheDay() throws Exception {
        rate = new Rate(0, 0, 2);
        dispatcher.refresh();
        assertThat(send("anna")).isEqualTo("anna by first");
        assertThat(send("ben")).isEqualTo("ben by first");
        dispatcher.close();
        clock.advance(Duration.ofHours(23));
        start();
        assertThat(send("cora")).isEqualTo("cora by second");
        clock.advance(Duration.ofHours(1));
        await().until(() -> send("dora").equals("dora by first"));
    }

    @Test
    void aShortWaitForTheRateIsNoReasonToGoElsewhere() throws Exception {
        rate = new Rate(1, 0, 0);
        dispatcher.refresh();
        assertThat(send("anna")).isEqualTo("anna by first");
        accept("ben");
        assertThat(taken.poll(100, TimeUnit.MILLISECONDS)).isNull();
        clock.advance(Duration.ofSeconds(1));
        assertThat(next()).isEqualTo("ben by first");
    }

    private String send(String to) throws Exception {
        accept(to);
        return next();
    }

    private void accept(String to) throws Exception {
        dispatcher.arrived(scene.store(1, Urgency.NORMAL, to).leases());
    }

    private String next() throws InterruptedException {
        var one = taken.poll(10, TimeUnit.SECONDS);
        assertThat(one).as("an attempt").isNotNull();
        return one;
    }

    private String nextProbe() throws InterruptedException {
        var one = probed.poll(10, TimeUnit.SECONDS);
        assertThat(one).as("a probe").isNotNull();
        return one;
    }
}
