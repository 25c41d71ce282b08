package dev.facteur.route.oauth;

import static dev.facteur.testkit.ProviderServer.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facteur.account.Objection;
import dev.facteur.platform.Surroundings;
import dev.facteur.platform.secret.Secret;
import dev.facteur.route.NoToken;
import dev.facteur.route.Provider;
import dev.facteur.route.Providers;
import dev.facteur.route.Route;
import dev.facteur.route.RouteSecrets;
import dev.facteur.route.RouteSettings;
import dev.facteur.route.Routes;
import dev.facteur.testkit.AccountBook;
import dev.facteur.testkit.ManualClock;
import dev.facteur.testkit.ProviderServer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One route's tokens, with an authorisation server that answers as it is told.
final class GrantsTest {
    private static final String GRANTED =
            token(
                    "first",
                    3600,
                    ",\"refresh_token\":\"refresh-7\",\"scope\":\"https://mail.google.com/\"");

    @TempDir Path folder;

    private final ManualClock clock = new ManualClock();
    private volatile @Nullable String says = GRANTED;
    private final ProviderServer server = ProviderServer.that(_ -> says);
    private AccountBook book;
    private Routes routes;
    private Grants grants;

    @BeforeEach
    void open() throws Exception {
        book = AccountBook.open(folder);
        routes = new Routes(book.database(), book.sealer(), clock);
        routes.load();
        grants = Grants.open(book.database(), book.sealer(), routes, clock);
        add("client");
    }

    @AfterEach
    void close() {
        grants.close();
        book.close();
        server.close();
    }

    private static String token(String access, int seconds, String more) {
        var body = "{\"access_token\":\"%s\",\"expires_in\":%d%s}".formatted(access, seconds, more);
        return answer(200, body);
    }

    private static String error(String word, String words) {
        var body = "{\"error\":\"%s\",\"error_description\":\"%s\"}".formatted(word, words);
        return answer(400, body);
    }

    private void add(String client) throws Exception {
        var asking =
                new Provider.Client(
                        client, new Secret("client-secret"), null, server.base(), false, null);
        var account = new Provider.Account(null, "me@example.com", null, null, null, asking);
        var made = Providers.named("gmail").route(account);
        routes.add("way", made.settings(), made.secrets(), Routes.Place.ALONE);
    }

    private Route route() throws Objection {
        return routes.named("way").route();
    }

    private Authorizations authorizations() {
        return grants.authorizations(Surroundings.system());
    }

    private void authorize() throws Exception {
        var authorizations = authorizations();
        var invited = authorizations.begin(route(), 4000);
        authorizations.finish(route(), new Authorizations.Reply(invited.state(), "code", null));
    }

    private String token() throws Exception {
        return grants.of(route(), Route.Way.SMTP).reveal();
    }

    private NoToken refusal() {
        try {
            throw new AssertionError(token());
        } catch (NoToken no) {
            return no;
        } catch (Exception other) {
            throw new AssertionError(other);
        }
    }

    @Test
    void aTokenIsUsedAsLongAsItLasts() throws Exception {
        authorize();
        assertThat(token()).isEqualTo("first");
        clock.advance(Duration.ofMinutes(59));
        assertThat(token()).isEqualTo("first");
        assertThat(server.calls()).hasSize(1);
        says = token("second", 3600, "");
        clock.advance(Duration.ofMinutes(1));
        assertThat(token()).isEqualTo("second");
        assertThat(server.calls().getLast().text()).contains("refresh_token=refresh-7");
    }

    @Test
    void aCrowdOfMailsAsksForOneToken() throws Exception {
        authorize();
        clock.advance(Duration.ofHours(2));
        says = token("second", 3600, "");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var asking = new ArrayList<Callable<String>>();
            for (int i = 0; i < 20; i++) asking.add(this::token);
            for (var got : threads.invokeAll(asking)) assertThat(got.get()).isEqualTo("second");
        }
        assertThat(server.calls()).hasSize(2);
    }

    @Test
    void aServerInTroubleIsAskedAgainAfterAWhile() throws Exception {
        authorize();
        clock.advance(Duration.ofHours(2));
        says = answer(503, "");
        assertThat(refusal().lasting()).isFalse();
        assertThat(refusal().lasting()).isFalse();
        assertThat(server.calls()).hasSize(2);
        says = token("second", 3600, "");
        clock.advance(Duration.ofSeconds(21));
        assertThat(token()).isEqualTo("second");
    }

    @Test
    void aConnectionThatBreaksIsNoRefusal() throws Exception {
        authorize();
        clock.advance(Duration.ofHours(2));
        says = null;
        assertThat(refusal().lasting()).isFalse();
    }

    @Test
    void aGrantThatEndedIsNotAskedForAgainByEveryMail() throws Exception {
        authorize();
        clock.advance(Duration.ofHours(2));
        says = error("invalid_grant", "Token has been expired or revoked.");
        assertThat(refusal().lasting()).isTrue();
        assertThat(refusal().sentence()).contains("facteur route authorize way again");
        assertThat(server.calls()).hasSize(2);
    }

    @Test
    void aClientThatIsRefusedIsNamed() throws Exception {
        authorize();
        clock.advance(Duration.ofHours(2));
        says = error("invalid_client", "AADSTS7000222: expired");
        assertThat(refusal().sentence()).contains("AADSTS7000222", "--client-secret-file");
    }

    @Test
    void whatAServerRepeatsOfASecretIsNotShown() throws Exception {
        authorize();
        clock.advance(Duration.ofHours(2));
        says = error("invalid_grant", "refresh-7 of client-secret\\nis no good");
        assertThat(refusal().sentence())
                .contains("*** of *** is no good")
                .doesNotContain("refresh-7", "client-secret", "\n");
    }

    @Test
    void theGrantOfAnotherClientIsNone() throws Exception {
        authorize();
        var before = RouteSettings.of(route());
        routes.change("way", otherClient(before), RouteSecrets.NONE, Routes.Place.AS_IT_IS);
        assertThat(refusal().sentence()).contains("has not been asked yet");
    }

    private static RouteSettings otherClient(RouteSettings before) {
        var client = before.client();
        if (client == null) throw new AssertionError();
        return new RouteSettings(
                before.account(),
                before.relay(),
                before.api(),
                new RouteSettings.Client("another", "", client.server(), false),
                before.direct(),
                before.first(),
                before.connections(),
                before.mailsPerConnection(),
                before.recipientsPerMail(),
                before.idleSeconds(),
                0,
                0,
                0,
                before.signs(),
                before.uncertain());
    }

    @Test
    void aGrantOutlivesARestart() throws Exception {
        authorize();
        try (var again = Grants.open(book.database(), book.sealer(), routes, clock)) {
            assertThat(again.of(route(), Route.Way.SMTP).reveal()).isEqualTo("first");
        }
    }

    @Test
    void aPersonWhoAgreesToAllButMailIsToldSo() {
        says = token("first", 3600, ",\"refresh_token\":\"r\",\"scope\":\"openid email\"");
        assertThatThrownBy(this::authorize)
                .isInstanceOf(Objection.class)
                .hasMessageContaining("tick");
    }

    @Test
    void aGrantThatCannotBeRenewedIsNotTaken() {
        says = token("first", 3600, "");
        assertThatThrownBy(this::authorize)
                .isInstanceOf(Objection.class)
                .hasMessageContaining("for an hour");
    }

    @Test
    void theInvitationHasAChallengeAndNoSecret() throws Exception {
        var url = URI.create(authorizations().begin(route(), 4000).url());
        assertThat(url.getHost()).isEqualTo("127.0.0.1");
        assertThat(url.getRawQuery())
                .contains("code_challenge_method=S256", "code_challenge=", "state=")
                .contains("redirect_uri=http%3A%2F%2F127.0.0.1%3A4000", "access_type=offline")
                .contains("login_hint=me%40example.com")
                .doesNotContain("client-secret", "code_verifier");
    }

    /// RFC 7636, appendix B.
    @Test
    void theChallengeIsMadeOfTheVerifierAsTheStandardSays() {
        var pkce = new Pkce(new Secret("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"));
        assertThat(pkce.challenge()).isEqualTo("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }
}
