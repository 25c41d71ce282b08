package dev.facteur.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.deliver.Outcome;
import dev.facteur.deliver.http.ApiBench;
import dev.facteur.platform.SystemClock;
import dev.facteur.platform.secret.Secret;
import dev.facteur.platform.tls.ServerTls;
import dev.facteur.route.AccountStanding.Period;
import dev.facteur.route.AccountStanding.Quota;
import dev.facteur.route.AccountStanding.State;
import dev.facteur.route.AccountStanding.Untold;
import dev.facteur.route.Route;
import dev.facteur.route.SenderRecords.Standing;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The providers as they are played, called by our own transport.
class PracticeApiTest {
    private static final String MAIL =
            """
            From: Shop <shop@example.com>
            Subject: hello
            Content-Type: text/html

            <p>body</p>
            """;

    @TempDir Path folder;

    private Sandbox sandbox(String provider) throws Exception {
        var clock = new SystemClock();
        var random = new SecureRandom();
        var tls = ServerTls.selfSigned(folder.resolve("tls"), "localhost", clock, random);
        var settings = SandboxSettings.onFreePorts(null).playing(provider, 0);
        return Sandbox.start(settings, tls, clock, random);
    }

    private static Route route(String provider, Sandbox sandbox, String key) {
        var route = ApiBench.route(provider, sandbox.apiUrl().orElseThrow());
        return new Route(
                1,
                "way",
                route.account(),
                null,
                new Route.Api(
                        URI.create(sandbox.apiUrl().orElseThrow()),
                        Sandbox.apiUser(),
                        new Secret(key)),
                Route.Way.API,
                route.limits(),
                false,
                route.uncertain());
    }

    private static Outcome send(ApiBench bench, Route route, String recipient) {
        return bench.send(route, MAIL, recipient).getFirst();
    }

    @Test
    void everyProviderTakesWhatWeSendItAndKeepsIt() throws Exception {
        for (var provider : Personality.ids()) {
            try (var sandbox = sandbox(provider);
                    var bench = new ApiBench()) {
                var route = route(provider, sandbox, Sandbox.apiKey());
                assertThat(send(bench, route, "ann@example.net"))
                        .as(provider)
                        .isInstanceOf(Outcome.Delivered.class);
                var kept = sandbox.inbox().mails().getFirst();
                assertThat(kept.received().recipients())
                        .as(provider)
                        .containsExactly("ann@example.net");
                assertThat(kept.header("Subject")).as(provider).isEqualTo("hello");
            }
        }
    }

    @Test
    void everyProviderWithKeysTellsHowItsAccountStands() throws Exception {
        var states = new TreeMap<String, State>();
        for (var provider : Personality.ids()) {
            // A permission to send is none to ask.
            if (Personality.find(provider).orElseThrow().tokens() != null) continue;
            try (var sandbox = sandbox(provider);
                    var bench = new ApiBench()) {
                var standing =
                        bench.transport
                                .standing(route(provider, sandbox, Sandbox.apiKey()))
                                .orElseThrow();
                states.put(provider, standing.state());
                boolean unknown = provider.equals("postmark") || provider.equals("mailgun");
                assertThat(standing.refuses("pending.example")).as(provider).isEqualTo(!unknown);
                assertThat(standing.refuses("shop.example")).as(provider).isFalse();
                assertThat(standing.untold()).as(provider).allMatch(Untold::forbidden);
            }
        }
        assertThat(states)
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(
                                "sendgrid", State.OPEN,
                                "resend", State.OPEN,
                                "postmark", State.TRIAL,
                                "brevo", State.OPEN,
                                "mailjet", State.UNKNOWN,
                                "mailgun", State.OPEN,
                                "ses", State.TRIAL,
                                "sparkpost", State.OPEN));
    }

    @Test
    void everyProviderWithKeysTellsWhichRecordsADomainNeeds() throws Exception {
        for (var provider : Personality.ids()) {
            if (Personality.find(provider).orElseThrow().tokens() != null) continue;
            try (var sandbox = sandbox(provider);
                    var bench = new ApiBench()) {
                var route = route(provider, sandbox, Sandbox.apiKey());
                // Mailgun sends by the one domain that the route names.
                var domain = provider.equals("mailgun") ? Sandbox.apiUser() : "shop.example";
                var told = bench.transport.senderRecords(route, domain);
                assertThat(told.wanted()).as(provider).isNotEmpty();
                var untold = provider.equals("postmark");
                assertThat(told.standing())
                        .as(provider)
                        .isEqualTo(untold ? Standing.UNTOLD : Standing.VERIFIED);
            }
        }
    }

    @Test
    void theQuotaIsToldAsTheProviderCountsIt() throws Exception {
        try (var sandbox = sandbox("ses");
                var bench = new ApiBench()) {
            var standing =
                    bench.transport.standing(route("ses", sandbox, Sandbox.apiKey())).orElseThrow();
            assertThat(standing.quotas())
                    .containsExactly(
                            Quota.used(Period.DAY, 12, 200), Quota.atMost(Period.SECOND, 1));
        }
    }

    @Test
    void aWrongKeyIsRefusedInTheProvidersWords() throws Exception {
        for (var provider : Personality.ids()) {
            if (provider.equals("ses")) continue;
            try (var sandbox = sandbox(provider);
                    var bench = new ApiBench()) {
                var outcome =
                        send(bench, route(provider, sandbox, "another-key"), "ann@example.net");
                assertThat(outcome).as(provider).isInstanceOf(Outcome.Parked.class);
                assertThat(sandbox.inbox().mails()).isEmpty();
            }
        }
    }

    @Test
    void recipientsAskForAnswers() throws Exception {
        for (var provider : Personality.ids()) {
            try (var sandbox = sandbox(provider);
                    var bench = new ApiBench()) {
                var route = route(provider, sandbox, Sandbox.apiKey());
                var said = Personality.find(provider).orElseThrow().says();
                for (var word : said.keySet()) {
                    var outcome = send(bench, route, word + "+1@example.net");
                    assertThat(outcome).as(provider + " " + word).isInstanceOf(expected(word));
                }
            }
        }
    }

    private static Class<? extends Outcome> expected(String word) {
        return switch (word) {
            case "success", "duplicate" -> Outcome.Delivered.class;
            case "key", "permission", "quota", "activate", "region", "suspended" ->
                    Outcome.Parked.class;
            case "sender", "rate", "error" -> Outcome.Deferred.class;
            case "invalid", "inactive" -> Outcome.Refused.class;
            // Of an account that is still tried out, or of a sender of it: never of the mail.
            case "sandbox" -> Outcome.class;
            default -> throw new AssertionError(word);
        };
    }

    @Test
    void aMailThatHangsIsKeptAndUncertain() throws Exception {
        try (var sandbox = sandbox("sendgrid");
                var bench = new ApiBench(Duration.ofMillis(500))) {
            var route = route("sendgrid", sandbox, Sandbox.apiKey());
            assertThat(send(bench, route, "hang@example.net"))
                    .isInstanceOf(Outcome.Uncertain.class);
            assertThat(sandbox.inbox().mails())
                    .extracting(each -> each.received().answered())
                    .isEqualTo(List.of(false));
        }
    }

    @Test
    void eachMailOfABatchHasTheAnswerThatItsRecipientAsksFor() throws Exception {
        for (var provider : List.of("postmark", "mailjet")) {
            try (var sandbox = sandbox(provider);
                    var bench = new ApiBench()) {
                var route = route(provider, sandbox, Sandbox.apiKey());
                var outcomes =
                        bench.send(
                                route,
                                MAIL,
                                "ann@example.net",
                                "invalid@example.net",
                                "ben@example.net");
                assertThat(outcomes)
                        .as(provider)
                        .extracting(Object::getClass)
                        .containsExactly(
                                Outcome.Delivered.class,
                                Outcome.Refused.class,
                                Outcome.Delivered.class);
                assertThat(sandbox.inbox().mails()).as(provider).hasSize(2);
                var whole = bench.send(route, MAIL, "ann@example.net", "rate@example.net");
                assertThat(whole).as(provider).allMatch(Outcome.Deferred.class::isInstance);
            }
        }
    }
}
