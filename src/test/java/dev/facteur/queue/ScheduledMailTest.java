package dev.facteur.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.mail.Labels;
import dev.facteur.mail.MailId;
import dev.facteur.mail.Urgency;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Mail that is to be sent later.
final class ScheduledMailTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir Path folder;
    private QueueScene scene;

    @BeforeEach
    void open() throws Exception {
        scene = QueueScene.open(folder);
    }

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void isNotQueuedBeforeItsTime() throws Exception {
        var mail = storeForLater();
        assertThat(scene.states(mail)).containsExactly("scheduled");
        assertThat(scene.queue.release(10)).isEmpty();
        assertThat(scene.queue.nextRelease()).contains(scene.clock.now().plus(HOUR));
        scene.clock.advance(HOUR);
        assertThat(scene.queue.release(10)).containsExactly(mail);
        assertThat(scene.states(mail)).containsExactly("queued");
        assertThat(scene.queue.release(10)).isEmpty();
    }

    @Test
    void isLateOnlyWhenItsOwnTimeIsLongPast() throws Exception {
        storeForLater();
        scene.clock.advance(HOUR);
        scene.queue.release(10);
        assertThat(scene.queue.late(scene.clock.now().minus(Duration.ofMinutes(10)), 10)).isEmpty();
        scene.clock.advance(HOUR);
        assertThat(scene.queue.late(scene.clock.now().minus(Duration.ofMinutes(10)), 10))
                .hasSize(1);
    }

    @Test
    void canBeCancelledOrSentAtOnce() throws Exception {
        var cancelled = storeForLater();
        assertThat(scene.queue.cancel(cancelled, "operator")).isEqualTo(1);
        assertThat(scene.states(cancelled)).containsExactly("cancelled");
        var atOnce = storeForLater();
        scene.queue.retry(atOnce, "operator", QueueScene.LIFETIME, List.of(State.SCHEDULED));
        assertThat(scene.states(atOnce)).containsExactly("queued");
        scene.clock.advance(HOUR);
        assertThat(scene.queue.release(10)).isEmpty();
    }

    @Test
    void isReleasedByItselfAlsoWhenItCameAfterOthers() throws Exception {
        var released = new LinkedBlockingQueue<MailId>();
        try (var releases = new Releases(scene.queue, released::add, scene.clock)) {
            releases.start();
            var mail = storeForLater();
            releases.expect();
            scene.clock.advance(HOUR);
            // The wait for the clock may have begun before or after it was turned.
            for (int i = 0; released.isEmpty() && i < 1_000; i++) {
                releases.expect();
                var found = released.poll(10, TimeUnit.MILLISECONDS);
                if (found != null) released.add(found);
            }
            assertThat(released).contains(mail);
        }
    }

    private MailId storeForLater() throws Exception {
        var usual = scene.mail(1, Urgency.NORMAL, "anna");
        var later =
                new NewMail(
                        usual.mail(),
                        usual.envelope(),
                        null,
                        usual.stream(),
                        usual.urgency(),
                        "",
                        "",
                        "",
                        usual.acceptedAt(),
                        usual.acceptedAt().plus(HOUR),
                        usual.expiresAt(),
                        Labels.NONE,
                        usual.event(),
                        0);
        scene.database
                .committer()
                .commit(transaction -> {
                    scene.queue.insert(transaction, later);
                    return 0;
                });
        return later.mail().id();
    }
}
