package dev.facteur.track;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.mail.MailId;
import dev.facteur.mail.Urgency;
import dev.facteur.queue.QueueScene;
import dev.facteur.queue.State;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HitsTest {
    private static final List<String> BEFORE = List.of("accepted", "attempted", "delivered");

    @TempDir Path folder;
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private QueueScene scene;
    private Hits hits;
    private MailId mail;

    @BeforeEach
    void open() throws Exception {
        scene = QueueScene.open(folder);
        hits = new Hits(scene.database.committer(), scene.clock, meters);
        var stored = scene.store(1, Urgency.BROADCAST, "anna", "bob");
        mail = stored.mail().id();
        scene.settle(scene.lease(stored), State.DELIVERED, null);
        scene.clock.advance(Duration.ofMinutes(1));
    }

    @AfterEach
    void close() {
        hits.close();
        scene.close();
    }

    private Hit hit(@Nullable Integer link) {
        return new Hit(
                new Tracked(mail, 0), scene.clock.now(), link, "shop.example", Reader.PERSON);
    }

    private List<String> told() {
        var events = scene.events(mail);
        return events.subList(events.indexOf("delivered"), events.size()).stream()
                .filter(kind -> !BEFORE.contains(kind))
                .toList();
    }

    @Test
    void whatIsTakenStandsInTheMailsHistoryOnceWrittenAtTheEndAtTheLatest() {
        hits.take(hit(null));
        hits.take(hit(0));
        hits.take(hit(0));
        assertThat(told()).isEmpty();
        hits.close();
        assertThat(told()).containsExactly("opened", "clicked");
        assertThat(count("taken")).isEqualTo(3);
    }

    @Test
    void aMailHasFiveHundredOfThemAtMost() {
        for (int link = 0; link < 600; link++) hits.take(hit(link));
        hits.close();
        assertThat(Collections.frequency(told(), "clicked")).isEqualTo(500);
    }

    @Test
    void aMailOrRecipientThatNobodyKnowsAnyMoreHasNone() throws Exception {
        var gone = new Tracked(new MailId(7), 0);
        hits.take(new Hit(gone, scene.clock.now(), 0, "shop.example", Reader.PERSON));
        var nobody = new Tracked(mail, 2);
        hits.take(new Hit(nobody, scene.clock.now(), 0, "shop.example", Reader.PERSON));
        hits.close();
        assertThat(told()).isEmpty();
        assertThat(scene.events(new MailId(7))).isEmpty();
    }

    @Test
    void oneMailThatIsNotKnownKeepsNoOtherFromBeingCounted() {
        var gone = new Tracked(new MailId(7), 0);
        hits.take(new Hit(gone, scene.clock.now(), 0, "shop.example", Reader.PERSON));
        hits.take(hit(0));
        hits.close();
        assertThat(told()).containsExactly("clicked");
    }

    @Test
    void whatComesWhenTooManyWaitIsDroppedAndCountedAsSuch() {
        for (int i = 0; i < 20_005; i++) hits.take(hit(0));
        assertThat(count("dropped")).isEqualTo(5);
    }

    private double count(String result) {
        return meters.get("facteur.tracking.hits").tag("result", result).counter().count();
    }
}
