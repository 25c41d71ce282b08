package dev.facteur.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.mail.Urgency;
import dev.facteur.queue.QueueScene;
import dev.facteur.queue.State;
import dev.facteur.report.QueueShape;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueueAgeTest {
    @TempDir private Path folder;
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
    void manyOldOnesAtOneDestinationAreTroubleThere() throws Exception {
        store(12, "slow.example");
        store(1, "well.example");
        scene.clock.advance(Duration.ofMinutes(150));
        store(20, "well.example");

        var findings = look();

        var old = Spoken.only(findings, "queue-old");
        assertThat(old.severity()).isEqualTo(Severity.WARNING);
        assertThat(Spoken.english(old))
                .contains("12 recipients at slow.example wait longer", "the first since 2 h")
                .contains("facteur mail show ID");
        assertThat(Spoken.french(old))
                .contains("12 destinataires chez slow.example attendent", "depuis 2 h")
                .contains("facteur mail show ID");
        assertThat(old.evidence().getFirst()).contains("slow.example: waiting 12, held 0");
        var few = Spoken.only(findings, "queue-old-few");
        assertThat(few.severity()).isEqualTo(Severity.NOTICE);
        assertThat(Spoken.english(few)).contains("1 recipients wait longer");
        assertThat(Spoken.french(few)).contains("boîtes pleines");
    }

    @Test
    void oldOnesEverywhereAreTroubleHere() throws Exception {
        for (int i = 0; i < 4; i++) store(2, "d" + i + ".example");
        scene.clock.advance(Duration.ofMinutes(50));
        store(1, "young.example");

        var everywhere = Spoken.only(look(), "queue-old-everywhere");

        assertThat(Spoken.english(everywhere))
                .contains("8 recipients at 4 destinations", "50 min", "routes and ports");
        assertThat(Spoken.french(everywhere)).contains("8 destinataires, vers 4 destinations");
        assertThat(everywhere.evidence()).hasSize(4);
    }

    @Test
    void theHeldWaitForADecisionAndAreNotCountedAsLate() throws Exception {
        var lease = scene.leased("one", "two");
        scene.settle(lease, State.HELD, null);
        scene.clock.advance(Duration.ofHours(3));

        var findings = look();

        assertThat(findings)
                .extracting(Finding::code)
                .containsExactlyInAnyOrder("queue-held", "queue-young");
        var held = Spoken.only(findings, "queue-held");
        assertThat(Spoken.english(held)).contains("2 recipients", "facteur mail list --state held");
        assertThat(Spoken.french(held)).contains("2 destinataires", "facteur mail retry ID");
        assertThat(held.evidence().getFirst()).contains("last reply: 250 ok");
    }

    @Test
    void whatIsYoungIsGood() throws Exception {
        store(50, "burst.example");
        scene.clock.advance(Duration.ofMinutes(39));

        assertThat(look()).extracting(Finding::code).containsExactly("queue-young");
    }

    private void store(int count, String domain) throws Exception {
        var to = new String[count];
        for (int i = 0; i < count; i++) to[i] = "user" + i + "@" + domain;
        scene.store(1, Urgency.NORMAL, to);
    }

    private List<Finding> look() throws Exception {
        var shape = new QueueShape(scene.database.reads());
        return Spoken.of(new QueueAge(shape, (_, _) -> true, scene.clock));
    }
}
