package dev.facteur.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.mail.Notify;
import dev.facteur.mail.Urgency;
import dev.facteur.queue.NewMail;
import dev.facteur.queue.QueueScene;
import dev.facteur.queue.State;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who hears when of mail that waits.
class DelaysTest {
    private static final Duration NOTICE = Duration.ofHours(4);

    @TempDir Path folder;
    private final ReportedMails told = new ReportedMails();
    private final List<NewMail> reported = told.mails;
    private QueueScene scene;

    @BeforeEach
    void open() throws Exception {
        scene = QueueScene.open(folder);
    }

    @AfterEach
    void close() {
        scene.close();
    }

    private Delays delays(Duration notice) {
        return new Delays(scene.queue, told.of(scene), scene.clock, notice);
    }

    private NewMail store() throws Exception {
        return scene.store(1, Urgency.NORMAL, "bob");
    }

    @Test
    void aDelayIsToldOfThoughNothingWasEverTried() throws Exception {
        var mail = store();
        scene.clock.advance(NOTICE.minusMillis(1));
        delays(NOTICE).run();
        assertThat(reported).isEmpty();

        scene.clock.advance(Duration.ofMillis(1));
        delays(NOTICE).run();

        assertThat(reported).hasSize(1);
        assertThat(scene.events(mail.mail().id())).containsExactly("accepted", "reported");
        assertThat(scene.lease(mail).recipients()).as("still due").hasSize(1);
    }

    @Test
    void aDelayIsToldOfOnceWhateverHappensAfterwards() throws Exception {
        var mail = store();
        scene.clock.advance(NOTICE);
        delays(NOTICE).run();

        scene.lease(mail);
        scene.queue.recover((site, stream) -> false);
        scene.queue.retry(mail.mail().id(), "operator", QueueScene.LIFETIME, List.of(State.QUEUED));
        scene.settle(scene.lease(mail), State.QUEUED, Duration.ofMinutes(5));
        delays(NOTICE).run();

        assertThat(reported).hasSize(1);
    }

    @Test
    void whatIsBeingTriedThisMomentIsNotToldOf() throws Exception {
        var mail = store();
        scene.clock.advance(NOTICE);
        var lease = scene.lease(mail);
        delays(NOTICE).run();
        assertThat(reported).isEmpty();
        assertThat(scene.queue.noteDelay(lease, store())).isFalse();

        scene.settle(lease, State.QUEUED, Duration.ofMinutes(5));
        delays(NOTICE).run();
        assertThat(reported).hasSize(1);
    }

    @Test
    void whoIsNotToBeToldIsLookedAtOnce() throws Exception {
        scene.notification(Notify.NEVER);
        store();
        scene.clock.advance(NOTICE);
        delays(NOTICE).run();
        assertThat(reported).isEmpty();
        assertThat(scene.queue.late(scene.clock.now(), 10)).isEmpty();
    }

    @Test
    void nobodyIsToldWhereTheNoticeIsSwitchedOff() throws Exception {
        store();
        scene.clock.advance(NOTICE);
        delays(Duration.ZERO).run();
        assertThat(reported).isEmpty();
    }
}
