package dev.facteur.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.facteur.account.Accounts;
import dev.facteur.account.Objection;
import dev.facteur.account.Sites;
import dev.facteur.event.DomainEvent;
import dev.facteur.event.EventLog;
import dev.facteur.mail.Urgency;
import dev.facteur.platform.Surroundings;
import dev.facteur.platform.http.PublicCalls;
import dev.facteur.platform.secret.Passwords;
import dev.facteur.platform.secret.Sealer;
import dev.facteur.queue.QueueScene;
import dev.facteur.queue.State;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NotifierTest {
    @TempDir Path folder;
    private QueueScene scene;
    private Accounts accounts;
    private Webhooks webhooks;
    private Notifier notifier;
    private HookServer server;

    @BeforeEach
    void open() throws Exception {
        scene = QueueScene.open(folder);
        server = new HookServer();
        var system = Surroundings.system();
        var world =
                new Surroundings(
                        scene.clock,
                        system.random(),
                        system.resolver(),
                        system.dns(),
                        system.nameServers(),
                        system.connector(),
                        system.disk(),
                        system.owners());
        var sealer = Sealer.open(folder.resolve("key"), world.random());
        accounts = new Accounts(scene.database, sealer, new Passwords(world.random()));
        accounts.load();
        var sites = new Sites(accounts, scene.database.committer(), scene.clock);
        sites.add("shop", false);
        sites.add("blog", false);
        webhooks = new Webhooks(scene.database, accounts, sealer, world);
        var calls = new PublicCalls(world, null, _ -> true, _ -> true, Duration.ofSeconds(10));
        var log = new CallLog(scene.database);
        notifier = new Notifier(webhooks, log, scene.database, calls, scene.clock);
        int others = scene.clock.waiting();
        notifier.start();
        // A first look that came between two events of a mail would tell of them in two calls.
        await().until(() -> scene.clock.waiting() > others);
    }

    @AfterEach
    void close() {
        notifier.close();
        server.close();
        scene.close();
    }

    @Test
    void eachEventIsToldOnceAndInOrder() throws Exception {
        add("crm", null);
        deliver(1, "anna");
        deliver(1, "bob");
        awaitTypes(6);
        assertThat(server.types())
                .containsExactly(
                        "mail.accepted",
                        "mail.attempted",
                        "mail.delivered",
                        "mail.accepted",
                        "mail.attempted",
                        "mail.delivered");
        var event = server.calls().getFirst().json().path("data").path("events").get(2);
        assertThat(event.path("recipient").asString()).isEqualTo("anna@example.com");
        assertThat(event.path("site").asString()).isEqualTo("shop");
        assertThat(event.path("detail").path("trace").path("reply").asString()).isEqualTo("250 ok");
    }

    @Test
    void whatHappenedBeforeAWebhookWasAddedIsNotTold() throws Exception {
        deliver(1, "anna");
        add("crm", null);
        deliver(1, "bob");
        awaitTypes(3);
        assertThat(server.types()).hasSize(3);
    }

    @Test
    void aWebhookOfASiteHearsOfNoOtherSiteAndOfNoDomain() throws Exception {
        add("crm", "blog");
        deliver(1, "anna");
        scene.database
                .committer()
                .commit(change -> {
                    var added = new DomainEvent.Added("blog");
                    EventLog.append(change, "blog.example", scene.clock.now(), added);
                    return 0;
                });
        deliver(2, "bob");
        awaitTypes(3);
        assertThat(server.calls())
                .allSatisfy(call -> assertThat(call.body()).doesNotContain("anna", "domain."));
    }

    @Test
    void onlyTheChosenEventsAreTold() throws Exception {
        add("crm", null, "delivered");
        deliver(1, "anna");
        deliver(1, "bob");
        awaitTypes(2);
        assertThat(server.types()).containsExactly("mail.delivered", "mail.delivered");
    }

    @Test
    void aCallHoldsNoMoreEventsThanTheReceiverWants() throws Exception {
        webhooks.add(new Webhooks.Wanted("crm", server.address(), null, List.of(), 2));
        deliver(1, "anna");
        awaitTypes(3);
        assertThat(server.calls()).extracting(call -> call.types().size()).containsExactly(2, 1);
    }

    @Test
    void aCallThatIsNotTakenIsRepeatedWithTheSameEventsBeforeNewerOnesAreTold() throws Exception {
        server.answering(503);
        add("crm", null);
        deliver(1, "anna");
        awaitCalls(1);
        awaitTrouble();
        deliver(1, "bob");
        server.answering(204);
        pass(Duration.ofSeconds(6));
        awaitTypes(9);
        var calls = server.calls();
        assertThat(calls.get(1).id()).isEqualTo(calls.get(0).id());
        assertThat(calls.get(1).types()).isEqualTo(calls.get(0).types());
        assertThat(webhooks.named("crm").trouble()).isNull();
    }

    @Test
    void aReceiverThatAsksForPatienceGetsIt() throws Exception {
        server.answering(429);
        server.askingForPatience("600");
        add("crm", null);
        deliver(1, "anna");
        awaitTrouble();
        assertThat(trouble().next()).isEqualTo(scene.clock.now().plusSeconds(600));
    }

    @Test
    void whoLeadsElsewhereIsNotFollowed() throws Exception {
        server.answering(302);
        add("crm", null);
        deliver(1, "anna");
        awaitTrouble();
        assertThat(trouble().why()).contains("302", "not followed");
        assertThat(server.calls()).hasSize(1);
    }

    @Test
    void whoTakesNothingForThreeDaysIsPausedAndGoesOnWhereItStopped() throws Exception {
        server.answering(500);
        add("crm", null);
        deliver(1, "anna");
        awaitTrouble();
        pass(Duration.ofDays(2));
        awaitCalls(2);
        assertThat(webhooks.named("crm").paused()).isNull();
        pass(Duration.ofDays(2));
        await().until(() -> webhooks.named("crm").paused() != null);
        // The first call was made with what had happened until then; that may be less than all.
        int refused = server.types().size();
        pass(Duration.ofDays(1));
        deliver(1, "bob");
        assertThat(server.types()).hasSize(refused);

        server.answering(204);
        notifier.resume("crm");
        pass(Duration.ofSeconds(2));
        awaitTypes(refused + 6);
        assertThat(server.types().subList(refused, refused + 6))
                .filteredOn(type -> type.equals("mail.delivered"))
                .hasSize(2);
    }

    @Test
    void whoIsGoneForGoodIsPausedAtOnce() throws Exception {
        server.answering(410);
        add("crm", null);
        deliver(1, "anna");
        pass(Duration.ofSeconds(2));
        await().until(() -> webhooks.named("crm").paused() != null);
        assertThat(webhooks.named("crm").paused())
                .extracting(Webhook.Paused::why)
                .isEqualTo("HTTP 410");
    }

    @Test
    void aChangedWebhookIsToldByItsNewChoiceFromThenOn() throws Exception {
        add("crm", null, "bounced");
        deliver(1, "anna");
        await().until(() -> notifier.behind(webhooks.named("crm")) == 0);
        change(new Webhooks.Change(null, List.of("delivered"), null));
        deliver(1, "bob");
        awaitTypes(1);
        assertThat(server.calls().getFirst().body()).contains("bob@").doesNotContain("anna@");
        change(new Webhooks.Change(null, List.of(), 2));
        deliver(1, "carl");
        awaitTypes(4);
        assertThat(server.calls()).allMatch(call -> call.types().size() <= 2);
        assertThat(server.types())
                .containsExactly(
                        "mail.delivered", "mail.accepted", "mail.attempted", "mail.delivered");
    }

    @Test
    void aNewAddressIsCalledAtOnceWithWhatTheOldOneDidNotTake() throws Exception {
        server.answering(500);
        add("crm", null);
        deliver(1, "anna");
        awaitTrouble();
        try (var other = new HookServer()) {
            change(new Webhooks.Change(other.address(), null, null));
            await().until(() -> other.types().size() == 3);
            assertThat(other.calls().getFirst().body()).contains("anna@");
        }
        assertThat(webhooks.named("crm").trouble()).isNull();
    }

    @Test
    void aChangeLetsAPausedWebhookRest() throws Exception {
        add("crm", null);
        webhooks.pause("crm");
        change(new Webhooks.Change(null, null, 7));
        deliver(1, "anna");
        assertThat(webhooks.named("crm").paused()).isNotNull();
        assertThat(webhooks.named("crm").batch()).isEqualTo(7);
        assertThat(server.calls()).isEmpty();
    }

    private void change(Webhooks.Change change) throws Exception {
        notifier.change("crm", change);
    }

    @Test
    void aReplayTellsAgainWhatHappenedSinceThen() throws Exception {
        deliver(1, "anna");
        scene.clock.advance(Duration.ofHours(1));
        var since = scene.clock.now();
        deliver(1, "bob");
        add("crm", null);
        notifier.replay("crm", since);
        awaitTypes(3);
        assertThat(server.calls().getFirst().body()).contains("bob@").doesNotContain("anna@");
        notifier.replay("crm", Instant.EPOCH);
        awaitTypes(9);
        assertThat(server.calls().getLast().body()).contains("anna@", "bob@");
    }

    @Test
    void whatDoesNotConcernAWebhookIsNotReadAgainAfterARestart() throws Exception {
        add("crm", "blog");
        deliver(1, "anna");
        await().until(() -> {
            pass(Duration.ofMinutes(6));
            return webhooks.named("crm").position() == 3;
        });
        deliver(2, "bob");
        awaitTypes(3);
        notifier.replay("crm", Instant.EPOCH);
        awaitTypes(6);
        assertThat(server.calls()).noneMatch(call -> call.body().contains("anna"));
    }

    @Test
    void aTestTellsOfNothingAndSaysWhatCameOfIt() throws Exception {
        add("crm", null);
        assertThat(notifier.test(webhooks.named("crm")).taken()).isTrue();
        assertThat(server.calls().getFirst().json().path("type").asString()).isEqualTo("test");
        server.answering(401);
        assertThat(notifier.test(webhooks.named("crm")).trouble()).isEqualTo("HTTP 401");
        assertThat(new CallLog(scene.database).of(webhooks.named("crm"), 10))
                .extracting(call -> call.answer().status())
                .containsExactly(401, 204);
    }

    @Test
    void addressesAndEventsThatCannotBeAreRefused() {
        for (var address : List.of("ftp://x.example/", "x.example", "https://u:p@x.example/")) {
            assertThatThrownBy(() -> webhooks.add(wanted("crm", address, "")))
                    .isInstanceOfSatisfying(
                            Objection.class,
                            objection -> assertThat(objection.code()).isEqualTo("webhook-address"));
        }
        assertThatThrownBy(() -> webhooks.add(wanted("crm", server.address(), "bouncd")))
                .hasMessageContaining("bouncd")
                .hasMessageContaining("bounced");
    }

    private static Webhooks.Wanted wanted(String name, String address, String kind) {
        var kinds = kind.isEmpty() ? List.<String>of() : List.of(kind);
        return new Webhooks.Wanted(name, address, null, kinds, null);
    }

    private void add(String name, @Nullable String site, String... kinds) throws Exception {
        webhooks.add(new Webhooks.Wanted(name, server.address(), site, List.of(kinds), null));
    }

    private void deliver(long site, String to) throws Exception {
        var lease = scene.lease(scene.store(site, Urgency.NORMAL, to));
        scene.settle(lease, State.DELIVERED, null);
        pass(Duration.ofSeconds(2));
    }

    private void pass(Duration time) {
        scene.clock.advance(time);
        notifier.wake();
    }

    private Webhook.Trouble trouble() throws Exception {
        return Objects.requireNonNull(webhooks.named("crm").trouble());
    }

    private void awaitTrouble() {
        await().until(() -> {
            notifier.wake();
            return webhooks.named("crm").trouble() != null;
        });
    }

    private void awaitCalls(int number) {
        await().until(() -> {
            notifier.wake();
            return server.calls().size() >= number;
        });
    }

    private void awaitTypes(int number) {
        await().until(() -> {
            notifier.wake();
            return server.types().size() >= number;
        });
    }
}
