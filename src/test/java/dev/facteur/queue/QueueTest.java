package dev.facteur.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facteur.mail.MailId;
import dev.facteur.mail.Urgency;
import dev.facteur.spool.Place;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What changes a recipient's state, without a dispatcher.
class QueueTest {
    private static final Duration LIFETIME = Duration.ofDays(1);
    private static final int ROUNDS = 200;

    @TempDir Path folder;
    private QueueScene scene;

    @BeforeEach
    void open() throws Exception {
        scene = QueueScene.keepingNothing(folder);
    }

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void aRetryThatMeetsTheEndOfAnAttemptKeepsTheBytesAsLongAsTheMailWaits() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            var lease = scene.leased("anna");
            var mail = lease.mail().id();
            atOnce(() -> retry(mail), () -> fail(lease));
            sweep();
            if (scene.states(mail).contains("queued")) read(lease.mail().place());
            scene.queue.cancel(mail, "operator");
            requireGone(lease.mail().place());
        }
    }

    @Test
    void bytesGoWhenTheMailEndsHoweverOftenItWasRetried() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            var lease = scene.leased("anna");
            var mail = lease.mail().id();
            fail(lease);
            atOnce(() -> retry(mail), () -> retry(mail));
            scene.queue.cancel(mail, "operator");
            requireGone(lease.mail().place());
        }
    }

    @Test
    void nothingIsRetriedWhenTheBytesAreGone() throws Exception {
        var lease = scene.leased("anna");
        fail(lease);
        requireGone(lease.mail().place());
        assertThat(retry(lease.mail().id())).isZero();
        assertThat(scene.states(lease.mail().id())).containsExactly("failed");
    }

    @Test
    void whatIsPastItsLifetimeIsNotTried() throws Exception {
        var mail = scene.store(1, Urgency.NORMAL, "anna");
        var lane = mail.leases().getFirst().lane();
        scene.clock.advance(QueueScene.LIFETIME);
        var start = QueueReads.Position.FIRST;
        assertThat(scene.queue.reads().due(lane, start, scene.clock.now(), 10).leases()).isEmpty();
        assertThat(scene.lease(mail).recipients()).isEmpty();
    }

    @Test
    void anEndOfLifeIsReportedWithTheStateThatItTellsOf() throws Exception {
        var mail = scene.store(1, Urgency.NORMAL, "anna", "bob");
        scene.clock.advance(QueueScene.LIFETIME);
        var expired = scene.queue.expired(10).getFirst();
        assertThat(expire(expired, scene.mail(1, Urgency.NORMAL, "report"))).isTrue();
        assertThat(scene.states(mail.mail().id())).containsExactly("expired", "expired");
        assertThat(scene.events(mail.mail().id())).endsWith("reported");
    }

    @Test
    void anEndOfLifeThatSomebodyPutOffMeanwhileIsNeitherStoredNorReported() throws Exception {
        var mail = scene.store(1, Urgency.NORMAL, "anna", "bob").mail();
        scene.clock.advance(QueueScene.LIFETIME);
        var expired = scene.queue.expired(10).getFirst();
        var report = scene.mail(1, Urgency.NORMAL, "report");
        retry(mail.id());

        assertThat(expire(expired, report)).isFalse();

        assertThat(scene.states(mail.id())).containsExactly("queued", "queued");
        assertThat(scene.states(report.mail().id())).isEmpty();
        requireGone(report.mail().place());
    }

    private boolean expire(Lease lease, NewMail report) throws Exception {
        var settlements = scene.settlements(lease, State.EXPIRED, null);
        return scene.queue.expire(lease, settlements, report);
    }

    private int retry(MailId mail) throws Exception {
        return scene.queue.retry(mail, "operator", LIFETIME, List.of(State.QUEUED, State.FAILED));
    }

    private int fail(Lease lease) throws Exception {
        scene.settle(lease, State.FAILED, null);
        return 0;
    }

    private static void atOnce(Callable<Integer> one, Callable<Integer> other) throws Exception {
        var start = new CyclicBarrier(2);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = threads.submit(() -> after(start, one));
            var second = threads.submit(() -> after(start, other));
            first.get();
            second.get();
        }
    }

    private static int after(CyclicBarrier start, Callable<Integer> task) throws Exception {
        start.await();
        return task.call();
    }

    private void read(Place place) throws IOException {
        try (var content = scene.spool.open(place)) {
            assertThat(content.readAllBytes()).hasSize(1);
        }
    }

    private void requireGone(Place place) throws Exception {
        sweep();
        assertThatThrownBy(() -> read(place)).isInstanceOf(IOException.class);
    }

    private void sweep() throws Exception {
        // The segment written last is never swept.
        var another = scene.store(1, Urgency.NORMAL, "another");
        scene.clock.advance(Duration.ofSeconds(1));
        scene.spool.sweep(Set::of);
        scene.queue.cancel(another.mail().id(), "operator");
    }
}
