package dev.facteur.deliver.http;

import static dev.facteur.deliver.http.ApiBench.KEY;
import static dev.facteur.deliver.http.ApiBench.cause;
import static dev.facteur.deliver.http.ApiBench.route;
import static dev.facteur.testkit.ProviderServer.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.facteur.deliver.Outcome;
import dev.facteur.deliver.Outcome.Kind;
import dev.facteur.deliver.Phase;
import dev.facteur.platform.Threads;
import dev.facteur.platform.secret.Secret;
import dev.facteur.route.Route;
import dev.facteur.testkit.FreePorts;
import dev.facteur.testkit.ProviderServer;
import dev.facteur.testkit.ScriptedServer;
import dev.facteur.testkit.TestAuthority;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiTransportTest {
    private static final String TAKEN = answer(202, "", "X-Message-Id: abc.123");
    private static final Duration SHORT = Duration.ofMillis(200);

    @TempDir Path folder;

    @Test
    void aMailThatIsTakenIsDeliveredAndTheProvidersIdIsInItsReply() {
        try (var server = ProviderServer.that(_ -> TAKEN);
                var bench = new ApiBench()) {
            var outcome = bench.hello(route("sendgrid", server.base()));
            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            Outcome.Delivered.class,
                            taken -> {
                                assertThat(taken.reply()).hasToString("202 X-Message-Id: abc.123");
                                assertThat(taken.via().way()).isEqualTo(Route.Way.API);
                                assertThat(taken.via().host()).isEqualTo("127.0.0.1");
                            });
        }
    }

    @Test
    void anAnswerThatNeverCameIsUncertain() {
        for (var silence : Stream.of(ProviderServer.SILENCE, "hang up").toList()) {
            try (var server = ProviderServer.that(_ -> silence.isEmpty() ? silence : null);
                    var bench = new ApiBench(SHORT)) {
                var outcome = bench.hello(route("sendgrid", server.base()));
                assertThat(outcome).isInstanceOf(Outcome.Uncertain.class);
                assertThat(cause(outcome).phase()).isEqualTo(Phase.FINAL_DOT);
                assertThat(server.calls()).hasSize(1);
            }
        }
    }

    @Test
    void aCallThatTheProviderTakesOnceIsMadeAgainWhenItsAnswerWasLost() {
        var answers = Stream.of("", "x").iterator();
        try (var server =
                        ProviderServer.that(_ ->
                                answers.next().isEmpty() ? null : answer(200, "{\"id\":\"7\"}"));
                var bench = new ApiBench()) {
            var outcome = bench.hello(route("resend", server.base()));
            assertThat(outcome).isInstanceOf(Outcome.Delivered.class);
            assertThat(server.calls()).hasSize(2);
            assertThat(server.calls().get(0).headers().get("idempotency-key"))
                    .isNotEmpty()
                    .isEqualTo(server.calls().get(1).headers().get("idempotency-key"));
        }
    }

    @Test
    void aRepeatThatDoesNotConnectLeavesItUncertain() throws Exception {
        var server = new ProviderServer[1];
        server[0] =
                ProviderServer.that(_ -> {
                    server[0].close();
                    return null;
                });
        try (var bench = new ApiBench()) {
            var outcome = bench.hello(route("resend", server[0].base()));
            assertThat(outcome).isInstanceOf(Outcome.Uncertain.class);
        }
    }

    @Test
    void aConnectionThatDidNotComeAboutIsTriedAgain() throws Exception {
        try (var bench = new ApiBench()) {
            var outcome = bench.hello(route("sendgrid", "http://127.0.0.1:" + FreePorts.one()));
            assertThat(outcome).isInstanceOf(Outcome.Deferred.class);
            assertThat(cause(outcome).kind()).isEqualTo(Kind.NETWORK);
            assertThat(cause(outcome).phase()).isEqualTo(Phase.CONNECT);
            assertThat(cause(outcome).sentence()).isEqualTo("127.0.0.1 refuses connections.");
        }
    }

    @Test
    void aServerOfAnUnknownAuthorityHearsNothing() throws Exception {
        var authority = TestAuthority.create(folder);
        var serving = authority.serving(authority.issue("localhost"));
        try (var server = ScriptedServer.start(scene -> scene.handshake(serving).line());
                var bench = new ApiBench()) {
            var outcome = bench.hello(route("sendgrid", "https://localhost:" + server.port()));
            assertThat(outcome).isInstanceOf(Outcome.Deferred.class);
            assertThat(cause(outcome).kind()).isEqualTo(Kind.TLS);
            assertThat(server.heard("POST")).isEmpty();
        }
    }

    @Test
    void aKeyThatTheProviderQuotesIsShownNowhere() {
        try (var server =
                        ProviderServer.that(call ->
                                answer(
                                        403,
                                        "{\"errors\":[{\"message\":\"no access with "
                                                + call.headers().get("authorization")
                                                + "\"}]}"));
                var bench = new ApiBench()) {
            var outcome = bench.hello(route("sendgrid", server.base()));
            assertThat(outcome).isInstanceOf(Outcome.Parked.class);
            assertThat(outcome.toString()).contains("no access with ***").doesNotContain(KEY);
        }
    }

    @Test
    void aKeyThatNoHeaderTakesIsShownNowhere() {
        try (var bench = new ApiBench()) {
            var account =
                    new Route.Api(URI.create("http://127.0.0.1:1"), "", new Secret("key\nde"));
            var route = route("sendgrid", "http://127.0.0.1:1");
            var odd =
                    new Route(
                            1,
                            "way",
                            route.account(),
                            null,
                            account,
                            Route.Way.API,
                            route.limits(),
                            false,
                            route.uncertain());
            assertThatThrownBy(() -> bench.hello(odd))
                    .hasMessageContaining("Authorization")
                    .hasMessageNotContaining("de\n")
                    .hasMessageNotContaining("key");
        }
    }

    @Test
    void aRedirectionIsNotFollowed() {
        try (var other = ProviderServer.that(_ -> TAKEN);
                var server =
                        ProviderServer.that(
                                _ -> answer(307, "", "Location: " + other.base() + "/x"));
                var bench = new ApiBench()) {
            var outcome = bench.hello(route("sendgrid", server.base()));
            assertThat(outcome).isInstanceOf(Outcome.Deferred.class);
            assertThat(other.calls()).isEmpty();
        }
    }

    @Test
    void anAnswerOfMoreThanAMegabyteIsNotRead() {
        var huge = answer(200, "x".repeat((1 << 20) + 1));
        try (var server = ProviderServer.that(_ -> huge);
                var bench = new ApiBench()) {
            assertThat(bench.hello(route("sendgrid", server.base())))
                    .isInstanceOf(Outcome.Uncertain.class);
        }
    }

    @Test
    void aProviderIsLeftAloneForAsLongAsItAsks() {
        for (var header : Stream.of("Retry-After: 90", "x-sib-ratelimit-reset: 90").toList()) {
            try (var server = ProviderServer.that(_ -> answer(429, "{}", header));
                    var bench = new ApiBench()) {
                assertThat(bench.hello(route("sendgrid", server.base())))
                        .isInstanceOfSatisfying(
                                Outcome.Deferred.class,
                                outcome ->
                                        assertThat(outcome.notBefore())
                                                .isEqualTo(Duration.ofSeconds(90)));
            }
        }
    }

    @Test
    void theLastCallThatIsTakenSaysForHowLongItIsTheLast() {
        var last = answer(202, "", "ratelimit-remaining: 0", "ratelimit-reset: 30");
        try (var server = ProviderServer.that(_ -> last);
                var bench = new ApiBench()) {
            var hidden = ApiBench.HELLO.replace("To: Ann <ann@example.net>\n", "");
            var outcomes =
                    bench.send(
                            route("sendgrid", server.base()),
                            hidden,
                            "ann@example.net",
                            "ben@example.net");
            assertThat(outcomes.getFirst())
                    .isInstanceOfSatisfying(
                            Outcome.Delivered.class,
                            taken -> assertThat(taken.pause()).isEqualTo(Duration.ofSeconds(30)));
            assertThat(outcomes.getLast())
                    .isInstanceOfSatisfying(
                            Outcome.Deferred.class,
                            rest -> assertThat(rest.pause()).isEqualTo(Duration.ofSeconds(30)));
            assertThat(server.calls()).hasSize(1);
        }
    }

    @Test
    void aShortPauseIsWaitedOutWithinTheAttempt() {
        var last = answer(202, "", "ratelimit-remaining: 0", "ratelimit-reset: 1");
        try (var server = ProviderServer.that(_ -> last);
                var bench = new ApiBench()) {
            var hidden = ApiBench.HELLO.replace("To: Ann <ann@example.net>\n", "");
            var route = route("sendgrid", server.base());
            assertThat(bench.send(route, hidden, "ann@example.net", "ben@example.net"))
                    .allMatch(Outcome.Delivered.class::isInstance);
            assertThat(server.calls()).hasSize(2);
        }
    }

    @Test
    void whatHoldsForAllIsNotAskedAgainForTheOtherRecipients() {
        for (int status : new int[] {401, 429, 503}) {
            try (var server = ProviderServer.that(_ -> answer(status, "{}"));
                    var bench = new ApiBench()) {
                var mail = ApiBench.HELLO.replace("To: Ann <ann@example.net>\n", "");
                var route = route("sendgrid", server.base());
                var outcomes = bench.send(route, mail, "a@example.net", "b@example.net");
                assertThat(outcomes).hasSize(2).doesNotContainNull();
                assertThat(outcomes.get(1)).isEqualTo(outcomes.get(0));
                assertThat(server.calls()).hasSize(1);
            }
        }
    }

    @Test
    void anAttemptThatIsStoppedWhileItWaitsIsUncertain() throws Exception {
        try (var server = ProviderServer.that(_ -> ProviderServer.SILENCE);
                var bench = new ApiBench()) {
            var outcomes = new ArrayList<Outcome>();
            var attempt =
                    Threads.virtual(
                            "attempt",
                            () -> outcomes.add(bench.hello(route("sendgrid", server.base()))));
            await().until(() -> !server.calls().isEmpty());
            attempt.interrupt();
            attempt.join();
            assertThat(outcomes).singleElement().isInstanceOf(Outcome.Uncertain.class);
        }
    }

    @Test
    void aMailLargerThanTheProviderTakesIsRefusedUnread() {
        try (var server = ProviderServer.that(_ -> TAKEN);
                var bench = new ApiBench()) {
            var large = new byte[30_000_001];
            var outcome =
                    bench.transport
                            .send(
                                    route("sendgrid", server.base()),
                                    ApiBench.mail(large),
                                    ApiBench.recipients("a@example.net"))
                            .getFirst();
            assertThat(outcome).isInstanceOf(Outcome.Refused.class);
            assertThat(cause(outcome).kind()).isEqualTo(Kind.CAPABILITY);
            assertThat(cause(outcome).sentence()).contains("takes 30000000 bytes");
        }
    }
}
