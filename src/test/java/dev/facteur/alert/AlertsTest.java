package dev.facteur.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.facteur.account.Accounts;
import dev.facteur.deliver.verdict.Who;
import dev.facteur.diagnose.Check;
import dev.facteur.diagnose.Finding;
import dev.facteur.diagnose.Scope;
import dev.facteur.diagnose.Severity;
import dev.facteur.diagnose.Spoken;
import dev.facteur.platform.Surroundings;
import dev.facteur.platform.http.PublicCalls;
import dev.facteur.platform.secret.Passwords;
import dev.facteur.platform.secret.Sealer;
import dev.facteur.platform.secret.Secret;
import dev.facteur.queue.QueueScene;
import dev.facteur.route.Routes;
import dev.facteur.testkit.ListReception;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What stands is what the test says; everything after that is the real thing.
class AlertsTest {
    private static final Duration CALM = Duration.ofMinutes(10);

    @TempDir Path folder;
    private final List<Finding> wrong = new CopyOnWriteArrayList<>();
    private volatile boolean blind;
    private QueueScene scene;
    private Surroundings world;
    private Sealer sealer;
    private Channels channels;
    private Alerts alerts;
    private Chat chat;

    @BeforeEach
    void open() throws Exception {
        scene = QueueScene.open(folder);
        chat = new Chat();
        var system = Surroundings.system();
        world =
                new Surroundings(
                        scene.clock,
                        system.random(),
                        system.resolver(),
                        system.dns(),
                        system.nameServers(),
                        system.connector(),
                        system.disk(),
                        system.owners());
        sealer = Sealer.open(folder.resolve("key"), world.random());
        begin();
    }

    private void begin() throws Exception {
        channels = new Channels(scene.database, sealer, world);
        var accounts = new Accounts(scene.database, sealer, new Passwords(world.random()));
        accounts.load();
        var routes = new Routes(scene.database, sealer, scene.clock);
        routes.load();
        var watches =
                Arrays.stream(Kind.values())
                        .map(kind -> new Watching.Watch(kind, new Wrong()))
                        .toList();
        var calls = new PublicCalls(world, null, _ -> true, _ -> true, Duration.ofSeconds(10));
        var mail = new ByMail(accounts, routes, new ListReception(), "", scene.clock);
        var stages =
                new Alerts.Stages(
                        "gateway.example",
                        new Tally(scene.database, scene.clock),
                        new Watching(watches),
                        new Conditions(scene.database, CALM),
                        channels,
                        new Posts(URI.create("https://telegram.invalid"), scene.clock),
                        new ByHttp(calls),
                        mail);
        alerts = new Alerts(stages, 3, scene.clock);
    }

    /// Sees what the test has put there.
    private final class Wrong implements Check {
        @Override
        public List<Look> looks(Scope scope) {
            return List.of(
                    new Look(
                            "what is wrong",
                            () -> {
                                if (blind) throw new IllegalStateException("blind on purpose");
                                return List.copyOf(wrong);
                            }));
        }
    }

    @AfterEach
    void close() {
        alerts.close();
        chat.close();
        scene.close();
    }

    private static Finding paused(String webhook) {
        return Finding.of("webhook-paused", Severity.WARNING, Who.YOU, webhook, "hook.example");
    }

    private static Finding disk(String code) {
        return Finding.of(code, Severity.WARNING, Who.YOU, "/data", "5 MB", "10 MB");
    }

    private void slack(String name, String language) throws Exception {
        channels.add(name, new Target.Slack(new Secret(chat.at("/" + name))), language);
    }

    /// One round, until everybody has been told.
    private void look() {
        scene.clock.advance(Duration.ofSeconds(31));
        alerts.round();
        await().until(() -> !alerts.isTelling());
    }

    private String said(int call) {
        return chat.calls().get(call).body();
    }

    @Test
    void aConditionIsToldOnceWhenItBeginsAndOnceWhenItHasStayedAway() throws Exception {
        slack("team", "en");
        wrong.add(paused("crm"));
        look();
        look();
        assertThat(chat.calls()).hasSize(1);
        assertThat(said(0))
                .contains("gateway.example", "The webhook crm is paused", "facteur webhook resume");
        wrong.clear();
        look();
        assertThat(chat.calls()).hasSize(1);
        scene.clock.advance(CALM);
        look();
        look();
        assertThat(chat.calls()).hasSize(2);
        assertThat(said(1)).contains("over: The webhook crm is paused", "2026-06-01 08:00 UTC");
    }

    @Test
    void whatComesAndGoesIsNotToldAgainBeforeItWasOver() throws Exception {
        slack("team", "en");
        for (int i = 0; i < 5; i++) {
            wrong.add(paused("crm"));
            look();
            wrong.clear();
            look();
            scene.clock.advance(Duration.ofMinutes(5));
        }
        assertThat(chat.calls()).hasSize(1);
    }

    @Test
    void aRestartTellsNothingAgainAndForgetsNothing() throws Exception {
        slack("team", "en");
        wrong.add(paused("crm"));
        look();
        alerts.close();
        begin();
        look();
        assertThat(chat.calls()).hasSize(1);
        wrong.clear();
        look();
        alerts.close();
        begin();
        scene.clock.advance(CALM);
        look();
        assertThat(chat.calls()).hasSize(2);
    }

    @Test
    void whatCannotBeSeenIsNotOver() throws Exception {
        slack("team", "en");
        wrong.add(paused("crm"));
        look();
        blind = true;
        look();
        scene.clock.advance(CALM);
        look();
        assertThat(chat.calls()).hasSize(1);
    }

    @Test
    void whatGetsWorseIsToldAndIsNotOver() throws Exception {
        slack("team", "en");
        wrong.add(disk("disk-tight"));
        look();
        wrong.set(0, disk("disk-full"));
        look();
        scene.clock.advance(CALM);
        look();
        assertThat(chat.calls()).hasSize(2);
        assertThat(said(1)).contains("no mail is taken").doesNotContain("over:");
    }

    @Test
    void eachChannelIsToldInItsLanguage() throws Exception {
        slack("equipe", "fr");
        wrong.add(paused("crm"));
        look();
        assertThat(said(0)).contains("Le webhook crm est en pause", "Qui doit agir : vous");
    }

    @Test
    void twentyThousandTroublesAreOneMessage() throws Exception {
        slack("team", "en");
        IntStream.range(0, 20_000).forEach(i -> wrong.add(paused("hook" + i)));
        look();
        assertThat(chat.calls()).hasSize(1);
        assertThat(said(0)).contains("20000 began, 0 over", "And 19999 more", "hook0", "hook9");
        assertThat(said(0)).hasSizeLessThan(5_000);
    }

    @Test
    void anHourHasALimitAndWhatWaitsGoesTogether() throws Exception {
        slack("team", "en");
        for (int i = 0; i < 8; i++) {
            wrong.add(paused("hook" + i));
            look();
        }
        assertThat(chat.calls()).hasSize(3);
        scene.clock.advance(Duration.ofHours(1));
        look();
        assertThat(chat.calls()).hasSize(4);
        assertThat(said(3)).contains("hook3", "hook7").doesNotContain("hook2");
    }

    @Test
    void aChannelThatTakesNothingHoldsUpNoOtherAndIsToldLaterAllAtOnce() throws Exception {
        try (var broken = new Chat()) {
            broken.answering(500, "");
            channels.add("broken", new Target.Slack(new Secret(broken.at("/x"))), "en");
            slack("team", "en");
            wrong.add(paused("crm"));
            look();
            assertThat(chat.calls()).hasSize(1);
            assertThat(broken.calls()).hasSize(1);
            var trouble = Objects.requireNonNull(channels.named("broken").trouble());
            assertThat(trouble.why()).isEqualTo("HTTP 500");
            wrong.add(paused("erp"));
            broken.answering(200, "ok");
            look();
            look();
            assertThat(broken.calls()).hasSize(2);
            assertThat(broken.calls().getLast().body()).contains("crm", "erp");
            assertThat(channels.named("broken").trouble()).isNull();
        }
    }

    @Test
    void aChannelIsLeftAloneForAsLongAsItAsks() throws Exception {
        slack("team", "en");
        chat.answering(429, "rate_limited");
        chat.askingForPatience("600");
        wrong.add(paused("crm"));
        look();
        for (int i = 0; i < 5; i++) look();
        assertThat(chat.calls()).hasSize(1);
        chat.answering(200, "ok");
        scene.clock.advance(Duration.ofMinutes(10));
        look();
        assertThat(chat.calls()).hasSize(2);
    }

    @Test
    void aTestTellsThatNothingIsWrong() throws Exception {
        slack("team", "en");
        assertThat(alerts.test(channels.named("team")).taken()).isTrue();
        assertThat(said(0)).contains("Nothing is wrong");
        chat.answering(404, "no_service");
        var answer = alerts.test(channels.named("team"));
        assertThat(answer.trouble()).isEqualTo("HTTP 404 no_service");
    }

    @Test
    void theDoctorTellsWhetherSomebodyWouldBeTold() throws Exception {
        var check = new ChannelsTake(channels::all);
        assertThat(Spoken.of(check)).extracting(Finding::code).containsExactly("alerts-nobody");
        slack("team", "en");
        assertThat(Spoken.of(check)).extracting(Finding::code).containsExactly("alerts-told");
        chat.answering(404, "no_service");
        alerts.test(channels.named("team"));
        var told = Spoken.only(Spoken.of(check), "alert-channel-fails");
        assertThat(Spoken.english(told)).contains("team", "127.0.0.1", "no_service");
        assertThat(Spoken.french(told)).contains("facteur alert test team");
    }

    @Test
    void bothLanguagesSayTheSame() {
        assertThat(BulletinTexts.in("fr").keys())
                .containsExactlyInAnyOrderElementsOf(BulletinTexts.in("en").keys());
    }

    @Test
    void noSecretOfAChannelIsKeptInClear() throws Exception {
        slack("team", "en");
        var kept = Files.readAllBytes(folder.resolve("facteur.db"));
        var wal = Files.readAllBytes(folder.resolve("facteur.db-wal"));
        assertThat(new String(kept, StandardCharsets.ISO_8859_1)).doesNotContain(chat.at("/team"));
        assertThat(new String(wal, StandardCharsets.ISO_8859_1)).doesNotContain(chat.at("/team"));
    }
}
