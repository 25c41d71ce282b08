package dev.facteur.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.account.Accounts;
import dev.facteur.account.Domains;
import dev.facteur.account.Sites;
import dev.facteur.mail.Address;
import dev.facteur.mail.Statement;
import dev.facteur.platform.Surroundings;
import dev.facteur.platform.secret.Passwords;
import dev.facteur.platform.secret.Sealer;
import dev.facteur.queue.QueueScene;
import dev.facteur.route.RouteSecrets;
import dev.facteur.route.RouteSettings;
import dev.facteur.route.Routes;
import dev.facteur.testkit.ListReception;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which route an alert takes that goes by mail.
class ByMailTest {
    private static final Message MESSAGE =
            new Message("subject", "title", List.of(new Message.Section("head", List.of())));

    @TempDir Path folder;
    private final ListReception reception = new ListReception();
    private QueueScene scene;
    private Accounts accounts;
    private Routes routes;
    private Set<String> about = Set.of();
    private Domains domains;

    @BeforeEach
    void open() throws Exception {
        scene = QueueScene.open(folder);
        var world = Surroundings.system();
        var sealer = Sealer.open(folder.resolve("key"), world.random());
        accounts = new Accounts(scene.database, sealer, new Passwords(world.random()));
        accounts.load();
        new Sites(accounts, scene.database.committer(), scene.clock).add("shop", false);
        domains = new Domains(accounts, scene.database.committer(), world, sealer);
        routes = new Routes(scene.database, sealer, scene.clock);
        routes.load();
        route("usual");
        route("other");
    }

    private void route(String name) throws Exception {
        var settings = RouteSettings.server("mail.example.com", "587/starttls", null, null);
        routes.add(name, settings, RouteSecrets.NONE, Routes.Place.AS_IT_IS);
    }

    @AfterEach
    void close() {
        scene.close();
    }

    private Answer send(@Nullable String route, String... troubled) {
        var mail = new ByMail(accounts, routes, reception, "", scene.clock);
        var avoiding = new ByMail.Avoiding(Set.of(troubled), about);
        var target = new Target.Mail(new Address("operator", "example.net"), route);
        return mail.send(target, "alert_1_1", MESSAGE, avoiding);
    }

    private void sender() throws Exception {
        domains.add("shop.example", "shop", Set.of());
    }

    private long pinned() {
        return reception.kept().getLast().submitter().pinned();
    }

    private long id(String route) throws Exception {
        return routes.named(route).route().id();
    }

    @Test
    void theRoutesOfTheSiteAreTakenWhileTheyAreWell() throws Exception {
        sender();
        assertThat(send(null).taken()).isTrue();
        assertThat(pinned()).isZero();
        assertThat(reception.kept().getFirst().content())
                .contains("From: Facteur <alerts@shop.example>", "Subject: subject");
    }

    @Test
    void aRouteInTroubleIsNotTaken() throws Exception {
        sender();
        assertThat(send(null, "usual").taken()).isTrue();
        assertThat(pinned()).isEqualTo(id("other"));
        routes.park(id("other"), Statement.quoting("closed"), null);
        assertThat(send("other").taken()).isTrue();
        assertThat(pinned()).isEqualTo(id("usual"));
    }

    @Test
    void theChosenRouteIsTakenWhileItIsWell() throws Exception {
        sender();
        assertThat(send("other").taken()).isTrue();
        assertThat(pinned()).isEqualTo(id("other"));
    }

    @Test
    void whatIsToldOfARouteGoesByAnotherIfThereIsOne() throws Exception {
        sender();
        about = Set.of("usual");
        assertThat(send("usual").taken()).isTrue();
        assertThat(pinned()).isEqualTo(id("other"));
        assertThat(send("usual", "other").taken()).isTrue();
        assertThat(pinned()).isEqualTo(id("usual"));
    }

    @Test
    void withoutARouteThatIsWellNothingIsSentAndThatIsSaid() throws Exception {
        sender();
        assertThat(send(null, "usual", "other").trouble()).contains("every route is in trouble");
        assertThat(reception.kept()).isEmpty();
    }

    @Test
    void withoutADomainNothingIsSentAndTheStepIsSaid() {
        assertThat(send(null).trouble()).contains("facteur domain add");
    }
}
