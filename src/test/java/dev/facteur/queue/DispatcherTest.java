package dev.facteur.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.facteur.mail.Urgency;
import dev.facteur.platform.Threads;
import dev.facteur.queue.Ending.Pace;
import dev.facteur.testkit.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The dispatcher on a real database. Attempts wait until the test lets them end, so what is on its
/// way, and in which order it came, is what the dispatcher decided.
class DispatcherTest {
    @TempDir Path folder;

    private final BlockingQueue<Attempt> started = new LinkedBlockingQueue<>();
    private final List<Attempt> all = new CopyOnWriteArrayList<>();
    private volatile boolean closing;
    private volatile boolean breaks;
    private volatile Outlet outlet = outlet(2, 100, null);
    private QueueScene scene;
    private ManualClock clock;
    private Queue queue;
    private Dispatcher dispatcher;

    private record Attempt(Lease lease, BlockingQueue<Ending> end) {
        String to() {
            return lease.recipients().getFirst().recipient().address().localPart();
        }
    }

    @BeforeEach
    void open() throws Exception {
        closing = false;
        scene = QueueScene.open(folder);
        clock = scene.clock;
        queue = scene.queue;
        dispatcher = dispatcher((site, stream) -> List.of(outlet));
    }

    private void startDispatcher() {
        dispatcher = dispatcher((site, stream) -> List.of(outlet));
        dispatcher.start();
    }

    private static Outlet outlet(int capacity, int recipientsPerMail, @Nullable String parked) {
        return new Outlet(1, "provider", capacity, recipientsPerMail, Rate.UNLIMITED, parked);
    }

    private Dispatcher dispatcher(Outlets outlets) {
        return new Dispatcher(queue, outlets, this::attempt, clock, Threads::owner);
    }

    private Ending attempt(Lease lease, Outlet out) throws InterruptedException {
        var end = new ArrayBlockingQueue<Ending>(1);
        var attempt = new Attempt(lease, end);
        all.add(attempt);
        // Read before the test hears of the attempt and goes on to change it.
        boolean broken = breaks;
        started.add(attempt);
        if (broken) throw new AssertionError("a bug");
        return closing ? new Ending(Pace.FLOWING, null) : end.take();
    }

    @AfterEach
    void close() {
        closing = true;
        for (var attempt : all) attempt.end.offer(new Ending(Pace.FLOWING, null));
        dispatcher.close();
        scene.close();
    }

    /// Stores a mail, as an acceptance does, and tells the dispatcher.
    private NewMail accept(long site, Urgency urgency, String... to) throws Exception {
        var mail = scene.store(site, urgency, to);
        dispatcher.arrived(mail.leases());
        return mail;
    }

    private Attempt next() throws InterruptedException {
        var attempt = started.poll(10, TimeUnit.SECONDS);
        assertThat(attempt).as("an attempt").isNotNull();
        return attempt;
    }

    private void nothingStarts() throws InterruptedException {
        assertThat(started.poll(150, TimeUnit.MILLISECONDS)).isNull();
    }

    private void deliver(Attempt attempt) throws Exception {
        scene.settle(attempt.lease, State.DELIVERED, null);
        attempt.end.add(new Ending(Pace.FLOWING, null));
    }

    private void defer(Attempt attempt, Duration wait, Pace pace) throws Exception {
        scene.settle(attempt.lease, State.QUEUED, wait);
        attempt.end.add(new Ending(pace, clock.now().plus(wait)));
    }

    @Test
    void anAcceptedMailIsTriedAtOnceAndItsLeaseIsRecordedFirst() throws Exception {
        startDispatcher();
        var mail = accept(1, Urgency.NORMAL, "anna");
        var attempt = next();
        assertThat(attempt.to()).isEqualTo("anna");
        assertThat(scene.events(mail.mail().id())).containsExactly("accepted", "attempted");
        deliver(attempt);
    }

    @Test
    void recipientsOfOneMailLeaveTogetherUpToTheRoutesLimit() throws Exception {
        outlet = outlet(10, 2, null);
        startDispatcher();
        accept(1, Urgency.NORMAL, "a", "b", "c", "d", "e");
        assertThat(List.of(next(), next(), next()))
                .extracting(attempt -> attempt.lease.recipients().size())
                .containsExactlyInAnyOrder(2, 2, 1);
    }

    @Test
    void noMoreIsOnItsWayThanTheRouteAllows() throws Exception {
        startDispatcher();
        for (int i = 0; i < 5; i++) accept(1, Urgency.NORMAL, "r" + i);
        var first = next();
        next();
        nothingStarts();
        deliver(first);
        next();
    }

    @Test
    void whatWaitsOnDiskIsFoundAtStart() throws Exception {
        scene.store(1, Urgency.NORMAL, "left-over");
        startDispatcher();
        assertThat(next().to()).isEqualTo("left-over");
    }

    @Test
    void aDeferredRecipientComesBackWhenItIsDueAndNotBefore() throws Exception {
        startDispatcher();
        accept(1, Urgency.NORMAL, "later");
        defer(next(), Duration.ofMinutes(5), Pace.FLOWING);
        clock.advance(Duration.ofMinutes(4));
        nothingStarts();
        clock.advance(Duration.ofMinutes(2));
        var second = next();
        assertThat(second.lease.recipients().getFirst().attempt()).isEqualTo(2);
    }

    @Test
    void aDeepQueueIsTriedWholeAndEachRecipientOnce() throws Exception {
        int mails = 3 * LaneQueue.HEAD + 7;
        for (int i = 0; i < mails; i++) scene.store(1, Urgency.NORMAL, "r" + i);
        outlet = outlet(50, 100, null);
        startDispatcher();
        var seen = new ArrayList<String>();
        for (int i = 0; i < mails; i++) {
            var attempt = next();
            seen.add(attempt.to());
            deliver(attempt);
        }
        nothingStarts();
        assertThat(seen).hasSize(mails).doesNotHaveDuplicates();
    }

    @Test
    void aRoutesConnectionsAreAllUsedHoweverManyRecipientsTheWaitingMailsHave() throws Exception {
        outlet = outlet(50, 10, null);
        var ten = IntStream.range(0, 10).mapToObj(i -> "r" + i).toArray(String[]::new);
        for (int i = 0; i < 60; i++) scene.store(1, Urgency.NORMAL, ten);

        startDispatcher();

        for (int i = 0; i < 50; i++) next();
        nothingStarts();
    }

    @Test
    void aPasswordResetPassesNewslettersThatCameBefore() throws Exception {
        startDispatcher();
        for (int i = 0; i < 20; i++) accept(1, Urgency.BROADCAST, "reader" + i);
        var newsletter = next();
        assertThat(newsletter.to()).startsWith("reader");
        // Broadcast leaves the last quarter of the capacity free, so the reset need not even wait.
        accept(2, Urgency.URGENT, "locked-out");
        assertThat(next().to()).isEqualTo("locked-out");
    }

    @Test
    void sitesTakeTurnsHoweverMuchOneOfThemSends() throws Exception {
        outlet = outlet(1, 100, null);
        startDispatcher();
        accept(1, Urgency.NORMAL, "first");
        var first = next();
        for (int i = 0; i < 50; i++) accept(1, Urgency.NORMAL, "busy" + i);
        accept(2, Urgency.NORMAL, "quiet");
        deliver(first);
        var order = new ArrayList<String>();
        for (int i = 0; i < 2; i++) {
            var attempt = next();
            order.add(attempt.to());
            deliver(attempt);
        }
        assertThat(order).contains("quiet");
    }

    @Test
    void anUnreachableRouteRestsAndIsProbedByOneMail() throws Exception {
        startDispatcher();
        for (int i = 0; i < 4; i++) accept(1, Urgency.NORMAL, "r" + i);
        var one = next();
        var two = next();
        defer(one, Duration.ofMinutes(1), Pace.UNREACHABLE);
        defer(two, Duration.ofMinutes(1), Pace.UNREACHABLE);
        nothingStarts();
        clock.advance(Duration.ofSeconds(3));
        var probe = next();
        nothingStarts();
        deliver(probe);
        next();
    }

    @Test
    void aHiccupThatManyMeetTogetherIsOneRoundOfRest() throws Exception {
        outlet = outlet(8, 100, null);
        startDispatcher();
        for (int i = 0; i < 10; i++) accept(1, Urgency.NORMAL, "r" + i);
        var met = new ArrayList<Attempt>();
        for (int i = 0; i < 8; i++) met.add(next());
        for (var attempt : met) defer(attempt, Duration.ofMinutes(10), Pace.UNREACHABLE);
        nothingStarts();

        clock.advance(Duration.ofSeconds(1));
        defer(next(), Duration.ofMinutes(10), Pace.UNREACHABLE);
        nothingStarts();

        clock.advance(Duration.ofSeconds(1));
        nothingStarts();
        clock.advance(Duration.ofSeconds(1));
        next();
    }

    @Test
    void aParkedRouteHoldsItsMailUntilItIsReleased() throws Exception {
        outlet = outlet(2, 100, "login refused");
        startDispatcher();
        accept(1, Urgency.NORMAL, "patient");
        nothingStarts();
        outlet = outlet(2, 100, null);
        dispatcher.refresh();
        assertThat(next().to()).isEqualTo("patient");
    }

    @Test
    void aRouteThatWasChangedWhileNothingWaitedHasItsNewSettings() throws Exception {
        outlet = outlet(1, 100, null);
        startDispatcher();
        accept(1, Urgency.NORMAL, "before");
        deliver(next());
        nothingStarts();
        outlet = outlet(3, 100, null);
        dispatcher.refresh();
        for (int i = 0; i < 3; i++) accept(1, Urgency.NORMAL, "r" + i);
        for (int i = 0; i < 3; i++) next();
    }

    @Test
    void aClockThatWasSetForwardIsNoticedWithinAMinute() throws Exception {
        startDispatcher();
        accept(1, Urgency.NORMAL, "later");
        defer(next(), Duration.ofHours(1), Pace.FLOWING);
        nothingStarts();
        clock.set(Duration.ofHours(2));
        nothingStarts();
        clock.advance(Duration.ofMinutes(1));
        assertThat(next().to()).isEqualTo("later");
    }

    @Test
    void aClockThatWasSetBackDoesNotProlongARest() throws Exception {
        outlet = outlet(1, 100, null);
        startDispatcher();
        accept(1, Urgency.NORMAL, "first");
        accept(1, Urgency.NORMAL, "second");
        defer(next(), Duration.ofHours(1), Pace.UNREACHABLE);
        nothingStarts();
        clock.set(Duration.ofHours(-3));
        clock.advance(Duration.ofSeconds(1));
        assertThat(next().to()).isEqualTo("second");
    }

    @Test
    void aCancelledRecipientIsNotTried() throws Exception {
        outlet = outlet(1, 100, null);
        startDispatcher();
        accept(1, Urgency.NORMAL, "first");
        var first = next();
        var second = accept(1, Urgency.NORMAL, "second");
        assertThat(queue.cancel(second.mail().id(), "operator")).isEqualTo(1);
        deliver(first);
        nothingStarts();
        assertThat(scene.events(second.mail().id())).containsExactly("accepted", "cancelled");
        accept(1, Urgency.NORMAL, "third");
        assertThat(next().to()).isEqualTo("third");
    }

    @Test
    void aCancelledMailDoesNotTakeItsNeighboursLease() throws Exception {
        var cancelled = scene.store(1, Urgency.NORMAL, "cancelled").leases().getFirst();
        var neighbour = scene.store(1, Urgency.NORMAL, "neighbour").leases().getFirst();
        queue.cancel(cancelled.mail().id(), "operator");

        var taken = queue.lease(List.of(cancelled, neighbour), "provider").get();

        assertThat(taken).extracting(lease -> lease.recipients().size()).containsExactly(0, 1);
    }

    @Test
    void aDatabaseThatIsStuckDoesNotKeepTheDispatcherFromListening() throws Exception {
        // More recipients than a head holds, so all that is read again is on its way already.
        scene.store(1, Urgency.NORMAL, names(4 * LaneQueue.HEAD));
        var gate = new CountDownLatch(1);
        var stuck = scene.database.committer().enqueue(transaction -> wait(gate));
        var looks = new Semaphore(0);
        outlet = outlet(20, 100, null);
        Outlets outlets =
                (site, stream) -> {
                    looks.release();
                    return List.of(outlet);
                };
        dispatcher = dispatcher(outlets);
        try {
            dispatcher.start();
            for (int i = 0; i < 5; i++) {
                assertThat(looks.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
                looks.drainPermits();
                dispatcher.refresh();
            }
        } finally {
            gate.countDown();
        }
        assertThat(stuck.get()).isTrue();
    }

    private static String[] names(int count) {
        return IntStream.range(0, count).mapToObj(i -> "r" + i).toArray(String[]::new);
    }

    private static boolean wait(CountDownLatch gate) {
        try {
            return gate.await(1, TimeUnit.MINUTES);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    @Test
    void anAttemptCutShortByACrashIsUncertainAndTriedAgain() throws Exception {
        startDispatcher();
        var mail = accept(1, Urgency.NORMAL, "anna");
        next().end.add(new Ending(Pace.FLOWING, null));
        dispatcher.close();

        var afterwards = new Queue(scene.database, scene.spool, clock);
        assertThat(afterwards.recover((site, stream) -> false)).isEqualTo(1);
        assertThat(scene.events(mail.mail().id()))
                .containsExactly("accepted", "attempted", "uncertain");
        startDispatcher();
        assertThat(next().lease.recipients().getFirst().attempt()).isEqualTo(2);
    }

    @Test
    void anErrorOfOursDoesNotLeaveTheMailLeased() throws Exception {
        breaks = true;
        startDispatcher();
        var mail = accept(1, Urgency.NORMAL, "anna");
        next();
        breaks = false;
        // The attempt's thread is still storing what has become of it.
        await().until(() -> scene.events(mail.mail().id()).contains("uncertain"));

        clock.advance(Duration.ofMinutes(5));

        assertThat(next().to()).isEqualTo("anna");
        assertThat(scene.events(mail.mail().id()))
                .containsExactly("accepted", "attempted", "uncertain", "attempted");
    }

    @Test
    void anErrorOfOursInARoundDoesNotEndAllSending() throws Exception {
        var broken = new AtomicBoolean(true);
        var met = new CountDownLatch(1);
        Outlets outlets =
                (site, stream) -> {
                    if (!broken.get()) return List.of(outlet);
                    met.countDown();
                    throw new IllegalStateException("a bug");
                };
        dispatcher = dispatcher(outlets);
        dispatcher.start();
        accept(1, Urgency.NORMAL, "anna");
        assertThat(met.await(10, TimeUnit.SECONDS)).isTrue();
        broken.set(false);
        await().until(() -> {
            clock.advance(Duration.ofSeconds(5));
            return !started.isEmpty();
        });
        assertThat(next().to()).isEqualTo("anna");
        assertThat(dispatcher.running()).isTrue();
    }

    @Test
    void aDispatcherThatWasClosedSaysThatItDoesNotRun() {
        assertThat(dispatcher.running()).isFalse();
        startDispatcher();
        assertThat(dispatcher.running()).isTrue();
        dispatcher.close();
        assertThat(dispatcher.running()).isFalse();
    }

    @Test
    void aFailedMailIsTriedAgainWhenSomebodyAsks() throws Exception {
        startDispatcher();
        var mail = accept(1, Urgency.NORMAL, "anna");
        var attempt = next();
        scene.settle(attempt.lease, State.FAILED, null);
        attempt.end.add(new Ending(Pace.FLOWING, null));
        assertThat(
                        queue.retry(
                                mail.mail().id(),
                                "operator",
                                Duration.ofDays(1),
                                List.of(State.FAILED)))
                .isEqualTo(1);
        dispatcher.wake(mail.mail().id());
        assertThat(next().lease.recipients().getFirst().attempt()).isEqualTo(2);
    }

    @Test
    void whatIsNotDoneInTheTimeToStopIsBrokenOffAndRecorded() throws Exception {
        var begun = new CountDownLatch(1);
        Dispatcher.Attempts endless =
                (lease, out) -> {
                    begun.countDown();
                    assertThatThrownBy(() -> new CountDownLatch(1).await())
                            .isInstanceOf(InterruptedException.class);
                    Thread.currentThread().interrupt();
                    scene.settle(lease, State.QUEUED, Duration.ofMinutes(1));
                    return new Ending(Pace.FLOWING, null);
                };
        var limit = Duration.ofMillis(50);
        Outlets outlets = (site, stream) -> List.of(outlet);
        dispatcher = new Dispatcher(queue, outlets, endless, clock, Threads::owner, limit);
        dispatcher.start();
        var mail = accept(1, Urgency.NORMAL, "anna");
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();

        dispatcher.close();

        assertThat(scene.states(mail.mail().id())).containsExactly("queued");
    }

    @Test
    void closingWaitsForWhatIsOnItsWay() throws Exception {
        startDispatcher();
        accept(1, Urgency.NORMAL, "anna");
        var attempt = next();
        var closed = new CountDownLatch(1);
        Thread.ofVirtual()
                .start(() -> {
                    dispatcher.close();
                    closed.countDown();
                });
        assertThat(closed.await(100, TimeUnit.MILLISECONDS)).isFalse();
        deliver(attempt);
        assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
    }
}
