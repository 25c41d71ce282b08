package dev.facteur.route;

import static dev.facteur.route.RouteSecrets.NONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facteur.account.Objection;
import dev.facteur.mail.Statement;
import dev.facteur.mail.Stream;
import dev.facteur.platform.Surroundings;
import dev.facteur.platform.secret.Secret;
import dev.facteur.route.Routes.Place;
import dev.facteur.testkit.AccountBook;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RoutesTest {
    @TempDir Path folder;
    private AccountBook book;
    private Routes routes;

    @BeforeEach
    void open() throws Exception {
        book = AccountBook.open(folder);
        routes = routes(book);
    }

    @AfterEach
    void close() {
        book.close();
    }

    @Test
    void firstRouteIsTheDefault() throws Exception {
        add("first", "587/starttls");
        add("second", "587/starttls");
        assertThat(name(1, Stream.BROADCAST)).isEqualTo("first");
        routes.makeDefault(List.of("second"));
        assertThat(name(1, Stream.BROADCAST)).isEqualTo("second");
    }

    @Test
    void chosenRouteComesBeforeTheDefault() throws Exception {
        add("first", "587/starttls");
        add("bulk", "465/implicit");
        var site = book.sites().add("shop", false);
        routes.choose(site, Stream.BROADCAST, List.of("bulk"));
        assertThat(name(site.id(), Stream.BROADCAST)).isEqualTo("bulk");
        assertThat(name(site.id(), Stream.TRANSACTIONAL)).isEqualTo("first");
        routes.choose(site, Stream.BROADCAST, List.of());
        assertThat(name(site.id(), Stream.BROADCAST)).isEqualTo("first");
    }

    @Test
    void nobodyInheritsTheIdOfARemovedRoute() throws Exception {
        long removed = add("first", "587/starttls").route().id();
        routes.remove("first");
        assertThat(add("second", "587/starttls").route().id()).isNotEqualTo(removed);
    }

    @Test
    void passwordAndLadderAreThereAfterARestart() throws Exception {
        add("first", "587/starttls,465/implicit");
        book.close();
        book = AccountBook.open(folder);
        routes = routes(book);
        var route = routes.named("first").route();
        assertThat(route.server().login())
                .isEqualTo(new Route.Login("user", new Secret("password")));
        assertThat(route.server().ladder())
                .containsExactly(new Rung(587, TlsMode.STARTTLS), new Rung(465, TlsMode.IMPLICIT));
    }

    @Test
    void usualPortsNeedNoTlsBesideThem() throws Exception {
        add("first", "2525, 465,8587/starttls");
        assertThat(routes.named("first").route().server().ladder())
                .containsExactly(
                        new Rung(2525, TlsMode.STARTTLS),
                        new Rung(465, TlsMode.IMPLICIT),
                        new Rung(8587, TlsMode.STARTTLS));
        assertThatThrownBy(() -> add("second", "8587")).hasMessageContaining("needs its TLS");
        assertThatThrownBy(() -> add("third", "25")).hasMessageContaining("among themselves");
    }

    @Test
    void parkedRouteKeepsItsFirstReasonUntilItIsUnparked() throws Exception {
        long id = add("first", "587/starttls").route().id();
        routes.park(id, Statement.quoting("535 wrong password"), null);
        routes.park(id, Statement.quoting("later"), null);
        assertThat(routes.named("first").parked())
                .isNotNull()
                .extracting(RouteState.Parked::why)
                .isEqualTo("535 wrong password");
        assertThat(routes.unpark("first").parked()).isNull();
    }

    @Test
    void changesAreAnnounced() throws Exception {
        var changes = new AtomicInteger();
        routes.onChange(changes::incrementAndGet);
        add("first", "587/starttls");
        assertThat(changes).hasValue(1);
    }

    @Test
    void port25AndCredentialsWithoutTlsAreObjectedTo() {
        assertThatThrownBy(() -> add("first", "25/starttls"))
                .isInstanceOf(Objection.class)
                .hasMessageContaining("port 25");
        assertThatThrownBy(() -> add("first", "587/none")).isInstanceOf(Objection.class);
        assertThatThrownBy(() -> add("first", "587/ssl")).isInstanceOf(Objection.class);
        assertThat(routes.all()).isEmpty();
    }

    @Test
    void clearTextIsForLoopbackOnly() throws Exception {
        assertThatThrownBy(() -> add("first", "mail.example.com", "587/none", null))
                .isInstanceOf(Objection.class);
        assertThat(add("first", "127.0.0.1", "587/none", null).route().server().login()).isNull();
    }

    @Test
    void defaultRouteIsRemovedLast() throws Exception {
        add("first", "587/starttls");
        add("second", "587/starttls");
        assertThatThrownBy(() -> routes.remove("first")).isInstanceOf(Objection.class);
        routes.remove("second");
        routes.remove("first");
        assertThat(routes.forLane(1, Stream.TRANSACTIONAL)).isEmpty();
    }

    @Test
    void routeThatWasChosenForASiteIsNotRemoved() throws Exception {
        add("first", "587/starttls");
        add("bulk", "465/implicit");
        var site = book.sites().add("shop", false);
        routes.choose(site, Stream.BROADCAST, List.of("bulk"));
        assertThatThrownBy(() -> routes.remove("bulk"))
                .isInstanceOf(Objection.class)
                .hasMessageContaining("facteur site route shop broadcast -");
        assertThat(name(site.id(), Stream.BROADCAST)).isEqualTo("bulk");
        routes.choose(site, Stream.BROADCAST, List.of());
        routes.remove("bulk");
        assertThat(routes.all()).hasSize(1);
    }

    @Test
    void changedRouteKeepsItsMailItsSitesAndItsPassword() throws Exception {
        var before = add("first", "587/starttls").route();
        add("bulk", "587/starttls");
        var site = book.sites().add("shop", false);
        routes.choose(site, Stream.BROADCAST, List.of("first"));
        var changed =
                routes.change("first", settings("465/implicit", "user"), NONE, Place.AS_IT_IS);
        assertThat(changed.route().id()).isEqualTo(before.id());
        assertThat(changed.route().server().login()).isEqualTo(before.server().login());
        assertThat(changed.route().server().ladder())
                .containsExactly(new Rung(465, TlsMode.IMPLICIT));
        assertThat(changed.isDefault()).isTrue();
        assertThat(name(site.id(), Stream.BROADCAST)).isEqualTo("first");
    }

    @Test
    void newLoginReleasesAParkedRouteAndNothingElseDoes() throws Exception {
        long id = add("first", "587/starttls").route().id();
        var secret = new Secret("right");
        routes.park(id, Statement.quoting("535 wrong password"), null);
        assertThat(
                        routes.change(
                                        "first",
                                        settings("465/implicit", "user"),
                                        NONE,
                                        Place.AS_IT_IS)
                                .parked())
                .isNotNull();
        var changed =
                routes.change(
                        "first",
                        settings("465/implicit", "user"),
                        RouteSecrets.password(secret),
                        Place.AS_IT_IS);
        assertThat(changed.parked()).isNull();
        assertThat(changed.route().server().login()).isEqualTo(new Route.Login("user", secret));
        routes.park(id, Statement.quoting("535 wrong password"), null);
        assertThat(
                        routes.change(
                                        "first",
                                        settings("465/implicit", "you"),
                                        NONE,
                                        Place.AS_IT_IS)
                                .parked())
                .isNull();
    }

    @Test
    void loginCanBeTakenAway() throws Exception {
        add("first", "587/starttls");
        assertThat(
                        routes.change("first", settings("587/starttls", null), NONE, Place.AS_IT_IS)
                                .route()
                                .server()
                                .login())
                .isNull();
    }

    @Test
    void whatCannotWorkIsObjectedToInWords() throws Exception {
        var pem = Files.writeString(folder.resolve("ca.pem"), "no certificate");
        assertObjection("route-ca", with("587/starttls", pem.toString(), "retry"));
        assertObjection("route-uncertain", with("587/starttls", null, "maybe"));
        assertObjection("route-ports", with("smtp", null, "retry"));
        assertObjection("route-ports", with("", null, "retry"));
    }

    private void assertObjection(String code, RouteSettings settings) {
        assertThatThrownBy(() -> routes.add("r", settings, NONE, Place.AS_IT_IS))
                .asInstanceOf(InstanceOfAssertFactories.type(Objection.class))
                .satisfies(objection -> assertThat(objection.code()).isEqualTo(code))
                .satisfies(objection ->
                        assertThat(objection.sentence()).doesNotContain("enum", "null", "java"));
    }

    private static RouteSettings with(String ladder, @Nullable String ca, String uncertain) {
        return RouteSettings.server("mail.example.com", ladder, null, ca).uncertain(uncertain);
    }

    private static RouteSettings settings(String ladder, @Nullable String user) {
        return RouteSettings.server("mail.example.com", ladder, user, null);
    }

    private RouteState add(String name, String ladder) throws Exception {
        return add(name, "mail.example.com", ladder, "password");
    }

    private RouteState add(String name, String host, String ladder, @Nullable String password)
            throws Exception {
        var user = password == null ? null : "user";
        var settings = RouteSettings.server(host, ladder, user, null);
        var secret = password == null ? null : new Secret(password);
        return routes.add(name, settings, RouteSecrets.password(secret), Place.AS_IT_IS);
    }

    private String name(long siteId, Stream stream) {
        return routes.forLane(siteId, stream).getFirst().route().name();
    }

    private static Routes routes(AccountBook book) throws Exception {
        var routes = new Routes(book.database(), book.sealer(), Surroundings.system().clock());
        routes.load();
        return routes;
    }
}
