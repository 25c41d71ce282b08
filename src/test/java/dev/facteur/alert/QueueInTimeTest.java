package dev.facteur.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.diagnose.Finding;
import dev.facteur.diagnose.Spoken;
import dev.facteur.mail.Urgency;
import dev.facteur.platform.config.Config;
import dev.facteur.queue.QueueScene;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueueInTimeTest {
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

    private List<Finding> look() throws Exception {
        var settings = Config.load(null, Map.of()).alerts();
        return Spoken.of(new QueueInTime(scene.database.reads(), settings, scene.clock));
    }

    @Test
    void manyThatWaitForLongerThanAnHourAreTold() throws Exception {
        for (int i = 0; i < 21; i++) scene.store(1, Urgency.NORMAL, "anna");
        scene.clock.advance(Duration.ofMinutes(59));
        assertThat(look()).isEmpty();
        scene.clock.advance(Duration.ofMinutes(62));
        var told = Spoken.only(look(), "queue-late");
        assertThat(Spoken.english(told)).contains("21 recipients", "longer than 1h", "2 h");
        assertThat(Spoken.french(told)).contains("21 destinataires", "facteur queue");
    }

    @Test
    void aFewThatWaitAreNoMatter() throws Exception {
        for (int i = 0; i < 20; i++) scene.store(1, Urgency.NORMAL, "anna");
        scene.clock.advance(Duration.ofHours(2));
        assertThat(look()).isEmpty();
    }
}
