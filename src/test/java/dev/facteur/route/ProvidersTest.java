package dev.facteur.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facteur.account.Objection;
import dev.facteur.platform.SystemClock;
import dev.facteur.platform.secret.Secret;
import dev.facteur.route.Provider.Account;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProvidersTest {
    private static final Secret KEY = new Secret("the-key-itself");
    private static final Secret PASSWORD = new Secret("the-password");

    static List<Provider> all() {
        return Providers.all();
    }

    @ParameterizedTest
    @MethodSource("all")
    void everyPresetMakesRoutesThatTheRulesAccept(Provider provider) throws Exception {
        var regions = provider.regions().isEmpty() ? List.of("eu-west-3") : provider.regions();
        for (var region : regions) {
            var made = provider.route(new Account(region, "user", PASSWORD, "id", KEY));
            RouteRules.check("r", made.settings(), made.secrets(), new SystemClock());
            var route = made.settings().route(1, "r", made.secrets());
            assertThat(route.provider()).isEqualTo(provider.id());
            assertThat(route.server().login()).isNotNull();
            assertThat(RouteSettings.of(route)).isEqualTo(made.settings());
            assertThat(route.signs()).isEqualTo(provider.dkim() == Provider.Dkim.OURS);
        }
    }

    /// Nobody documents it for mail that is handed in, and Postmark's 465 hangs.
    @ParameterizedTest
    @MethodSource("all")
    void noPresetKnowsAPortItsProviderDoesNotDocument(Provider provider) {
        var ports = RouteSettings.ladder(provider.ladder()).stream().map(Rung::port).toList();
        assertThat(ports).doesNotContain(25).doesNotHaveDuplicates().startsWith(587);
        if (provider.id().equals("postmark")) assertThat(ports).doesNotContain(465);
        assertThat(provider.documentation()).startsWith("https://");
    }

    @Test
    void oneKeyServesBothWaysWhereTheProviderHasOne() throws Exception {
        var made = named("sendgrid", null, null, null, null, KEY);
        var route = made.settings().route(1, "r", made.secrets());
        assertThat(route.server().login()).isEqualTo(new Route.Login("apikey", KEY));
        assertThat(route.api())
                .isNotNull()
                .extracting(Route.Api::proof)
                .isEqualTo(new Route.Proof.Kept(KEY));
    }

    @Test
    void aUserNameThatIsTheSecretIsNotShown() throws Exception {
        var made = named("postmark", null, null, null, null, KEY);
        var route = made.settings().route(1, "r", made.secrets());
        assertThat(route.server().login()).isEqualTo(new Route.Login(KEY.reveal(), KEY));
        assertThat(RouteSettings.of(route).text()).doesNotContain(KEY.reveal());
    }

    @Test
    void theApiIsForThoseWhoHaveItsKey() throws Exception {
        var made = named("brevo", null, "login", PASSWORD, null, null);
        assertThat(made.settings().api()).isNull();
        assertThat(made.settings().first()).isEqualTo("smtp");
    }

    /// docs.aws.amazon.com/ses/latest/dg/smtp-credentials.html, with the example key of AWS.
    @Test
    void amazonsSmtpPasswordIsMadeOfTheSecretKeyAndTheRegion() throws Exception {
        var key = new Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY");
        var made = named("ses", "eu-west-1", null, null, "AKIAIOSFODNN7EXAMPLE", key);
        var relay = made.settings().route(1, "r", made.secrets()).server();
        assertThat(relay.host()).isEqualTo("email-smtp.eu-west-1.amazonaws.com");
        assertThat(relay.login())
                .isEqualTo(
                        new Route.Login(
                                "AKIAIOSFODNN7EXAMPLE",
                                new Secret("BEW1uMsJNijX9ThCfEJCkeH4gPo9MWFsAUXj6NZO5jyz")));
    }

    @Test
    void aRegionThatIsNotTheProvidersIsObjectedTo() {
        assertThatThrownBy(() -> named("ses", null, null, null, "id", KEY))
                .isInstanceOf(Objection.class)
                .hasMessageContaining("eu-west-1");
        assertThatThrownBy(() -> named("ses", "evil.example/", null, null, "id", KEY))
                .isInstanceOf(Objection.class);
        assertThatThrownBy(() -> named("sendgrid", "mars", null, null, null, KEY))
                .isInstanceOf(Objection.class)
                .hasMessageContaining("global, eu");
    }

    @Test
    void whatIsMissingIsNamed() {
        assertThatThrownBy(() -> named("sendgrid", null, "me", PASSWORD, null, null))
                .isInstanceOf(Objection.class)
                .hasMessageContaining("--key-file");
        assertThatThrownBy(() -> Providers.named("sendgird"))
                .isInstanceOf(Objection.class)
                .hasMessageContaining("sendgrid, brevo");
    }

    private static Provider.Made named(
            String id,
            @Nullable String region,
            @Nullable String user,
            @Nullable Secret password,
            @Nullable String apiUser,
            @Nullable Secret key)
            throws Objection {
        return Providers.named(id).route(new Account(region, user, password, apiUser, key));
    }
}
