package dev.facteur.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.diagnose.Finding;
import dev.facteur.diagnose.Spoken;
import dev.facteur.mail.MailId;
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

/// How often mail fails and is called spam, counted from a real history.
class TallyTest {
    @TempDir Path folder;
    private QueueScene scene;
    private Tally tally;
    private MailId mail;

    @BeforeEach
    void open() throws Exception {
        scene = QueueScene.open(folder);
        scene.database
                .committer()
                .commit(change ->
                        change.update(
                                "INSERT INTO site (name, local, created_at) VALUES ('shop', 0, 0)"));
        mail = scene.store(1, Urgency.NORMAL, "anna").mail().id();
        tally = new Tally(scene.database, scene.clock);
        happened("failed", "{\"trace\": {\"route\": \"old\"}}", 100);
        tally.count();
    }

    @AfterEach
    void close() {
        scene.close();
    }

    private void happened(String kind, String detail, int times) throws Exception {
        scene.database
                .committer()
                .commit(change -> {
                    for (int i = 0; i < times; i++) {
                        change.update(
                                "INSERT INTO event (mail_id, recipient, at, kind, detail)"
                                        + " VALUES (?, 0, ?, ?, ?)",
                                mail.value(),
                                scene.clock.now(),
                                kind,
                                detail);
                    }
                    return times;
                });
    }

    private void delivered(int times) throws Exception {
        happened("delivered", "{\"trace\": {\"route\": \"relay\"}}", times);
    }

    private void failed(int times) throws Exception {
        happened("failed", "{\"trace\": {\"route\": \"relay\"}}", times);
    }

    private List<Finding> failures() throws Exception {
        tally.count();
        return Spoken.of(new MailArrives(tally, Config.load(null, Map.of()).alerts()));
    }

    private List<Finding> complaints() throws Exception {
        tally.count();
        return Spoken.of(new FewComplain(tally, Config.load(null, Map.of()).alerts()));
    }

    @Test
    void whatHappenedBeforeTheFirstCountIsNotCounted() throws Exception {
        assertThat(failures()).isEmpty();
    }

    @Test
    void aSiteAndARouteWhoseMailFailsAreToldWithTheirNumbers() throws Exception {
        delivered(75);
        failed(25);
        var told = failures();
        assertThat(told)
                .extracting(Finding::code)
                .containsExactlyInAnyOrder("failures-of-site", "failures-of-route");
        var site = Spoken.only(told, "failures-of-site");
        assertThat(Spoken.english(site)).contains("site shop", "25 of 100 within 1h");
        assertThat(Spoken.french(site)).contains("du site shop", "25 sur 100");
        var route = Spoken.only(told, "failures-of-route");
        assertThat(Spoken.english(route)).contains("facteur doctor --route relay");
        assertThat(Spoken.french(route)).contains("facteur doctor --route relay");
    }

    @Test
    void aFewFailuresOrFewMailsAreNoMatter() throws Exception {
        delivered(81);
        failed(19);
        assertThat(failures()).isEmpty();
    }

    @Test
    void onlySoManyMailsSayAnything() throws Exception {
        failed(19);
        assertThat(failures()).isEmpty();
        failed(1);
        assertThat(failures()).hasSize(2);
    }

    @Test
    void whatExpiredOrCameBackForGoodHasFailedToo() throws Exception {
        happened("expired", "{}", 10);
        happened("bounced", "{\"hard\": true}", 10);
        happened("bounced", "{\"hard\": false}", 100);
        assertThat(Spoken.english(Spoken.only(failures(), "failures-of-site")))
                .contains("20 of 20");
    }

    @Test
    void whatIsLongerAgoThanTheWindowIsForgotten() throws Exception {
        failed(50);
        assertThat(failures()).hasSize(2);
        scene.clock.advance(Duration.ofMinutes(71));
        assertThat(failures()).isEmpty();
    }

    @Test
    void eachEventIsCountedOnceOverARestart() throws Exception {
        failed(20);
        tally.count();
        tally = new Tally(scene.database, scene.clock);
        assertThat(Spoken.english(Spoken.only(failures(), "failures-of-site")))
                .contains("20 of 20");
    }

    @Test
    void complaintsAreToldFromOneInAThousandOnAndAsAProblemFromThree() throws Exception {
        delivered(3_001);
        happened("complained", "{}", 3);
        assertThat(complaints()).isEmpty();
        happened("complained", "{}", 1);
        var many = Spoken.only(complaints(), "complaints-many");
        assertThat(Spoken.english(many)).contains("4 recipients", "site shop", "0.13 %");
        assertThat(Spoken.french(many)).contains("4 destinataires");
        happened("complained", "{}", 6);
        var tooMany = Spoken.only(complaints(), "complaints-too-many");
        assertThat(Spoken.english(tooMany)).contains("0.33 %", "--site shop");
        assertThat(Spoken.french(tooMany)).contains("Gmail");
    }

    @Test
    void oneOrTwoComplaintsAreNoRate() throws Exception {
        delivered(10);
        happened("complained", "{}", 2);
        assertThat(complaints()).isEmpty();
    }
}
