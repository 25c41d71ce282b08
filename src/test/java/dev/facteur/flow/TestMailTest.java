package dev.facteur.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.platform.http.HttpCalls;
import dev.facteur.testkit.CommandLine;
import dev.facteur.testkit.FreePorts;
import dev.facteur.testkit.PracticeGateway;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `facteur test` to an address that nobody can look into: how it ends, and what is said of it.
@Tag("flow")
class TestMailTest {
    private static final String ROUTE = "/v1/routes/practice";

    @TempDir Path folder;

    private PracticeGateway gateway;
    private CommandLine line;

    @BeforeEach
    void start() throws Exception {
        gateway = PracticeGateway.start(folder);
        line = CommandLine.at(gateway);
    }

    @AfterEach
    void stop() throws Exception {
        line.close();
        gateway.close();
    }

    @Test
    void takenByTheOtherSideIsSuccessWithItsWords() throws Exception {
        var ran = line.run("test", "you@customer.example");
        assertThat(ran.exit()).as(ran.said()).isZero();
        assertThat(ran.said())
                .contains("was taken by the other side, with these words: 250", "It arrived.");
        var mail = gateway.awaitArrivedFor("you@customer.example", 1).getFirst();
        assertThat(mail)
                .contains("Subject: Test mail of Facteur, code ", "Auto-Submitted: auto-generated")
                .contains("gateway.example", "Nothing has to be done", "DKIM-Signature:")
                .doesNotContain("http");
    }

    @Test
    void refusalIsExplainedFromItsWords() {
        var ran = line.in("fr").run("test", "permfail@customer.example");
        assertThat(ran.exit()).as(ran.said()).isEqualTo(2);
        assertThat(ran.said())
                .contains("Le courriel à permfail@customer.example a été refusé : 550")
                .contains("Il a été refusé.");
    }

    @Test
    void whatIsPutOffIsNoFailureYet() {
        var ran = line.run("test", "tempfail@customer.example", "--wait", "5s");
        assertThat(ran.exit()).as(ran.said()).isOne();
        assertThat(ran.said()).contains("has not arrived yet. 4", "It stays in the queue");
    }

    @Test
    void namedRouteIsTheOnlyOneThatIsTaken() throws Exception {
        int closed = FreePorts.one();
        var added =
                line.run(
                        "route",
                        "add",
                        "other",
                        "--host",
                        "localhost",
                        "--port",
                        closed + "/starttls",
                        "--no-check");
        assertThat(added.exit()).as(added.said()).isZero();
        var ran = line.run("test", "pinned@customer.example", "--route", "other", "--wait", "5s");
        assertThat(ran.exit()).as(ran.said()).isEqualTo(2);
        assertThat(ran.said())
                .contains("route other", "did not get as far as the other side")
                .contains("localhost:" + closed, "refuses connections");
        assertThat(gateway.arrivedFor("pinned@customer.example")).isEmpty();
        // The others go on by their own.
        assertThat(line.run("test", "free@customer.example").exit()).isZero();
        assertThat(gateway.arrivedFor("free@customer.example")).hasSize(1);
    }

    @Test
    void portThatWasTakenInPlaceOfAnotherIsToldWithItsReason() throws Exception {
        int closed = FreePorts.one();
        var ladder =
                gateway.operator("GET", ROUTE, "").path("settings").path("relay").path("ladder");
        var open = ladder.asString();
        gateway.operator(
                "PATCH", ROUTE, "{\"ladder\": \"%d/starttls,%s\"}".formatted(closed, open));
        var ran = line.run("test", "you@customer.example");
        assertThat(ran.exit()).as(ran.said()).isZero();
        assertThat(ran.said())
                .contains(
                        "The route practice prefers port %d; port %s was used instead. localhost:%d"
                                .formatted(closed, open.split("/", 2)[0], closed));
    }

    @Test
    void whatCannotComeToAnythingIsRefusedWithTheNextStep() throws Exception {
        assertThat(line.run("test", "a@b.example", "--from", "me@gmail.com").said())
                .contains("gmail.com belongs to its provider", "--from you@your-domain");
        assertThat(line.run("test", "a@b.example", "--from", "me@elsewhere.example").said())
                .contains("facteur domain add elsewhere.example --site SITE");
        assertThat(line.run("test", "a@b.example", "--route", "none").said())
                .contains("no route named none");
        assertThat(line.run("test").said()).contains("facteur seed add");
        assertThat(line.run("test", "nobody").said()).contains("is no address");
        gateway.operator("DELETE", ROUTE, "");
        assertThat(line.in("fr").run("test", "a@b.example").said())
                .contains("il n'y a pas de route", "facteur route add");
    }

    @Test
    void parkedRouteIsNamedWithWhatItWaitsFor() throws Exception {
        gateway.operator("PATCH", ROUTE, "{\"password\": \"wrong\"}");
        var first = line.run("test", "you@customer.example", "--wait", "10s");
        assertThat(first.exit()).as(first.said()).isEqualTo(2);
        assertThat(first.said()).contains("parked", "535");
        var second = line.run("test", "you@customer.example");
        assertThat(second.said())
                .contains("the route practice is parked", "facteur route unpark practice");
        var third = line.run("test", "you@customer.example", "--lang=fr");
        assertThat(third.said())
                .contains("la route practice est à l'arrêt", "n'accepte pas", "535")
                .doesNotContain("does not accept");
    }

    @Test
    void gatewayThatDoesNotRunIsSaid() {
        var elsewhere = folder.resolve("nothing").toString();
        var ran = line.run("test", "you@customer.example", "--data", elsewhere);
        assertThat(ran.exit()).isEqualTo(69);
        assertThat(ran.said()).contains("facteur serve");
    }

    @Test
    void keyOfASiteSeesNeitherOthersTestsNorMailboxes() throws Exception {
        var headers =
                Map.of(
                        "Authorization",
                        "Bearer " + gateway.apiKey(),
                        "Content-Type",
                        "application/json");
        for (var request : List.of("GET /v1/tests", "GET /v1/seeds", "POST /v1/seeds")) {
            var words = request.split(" ");
            try (var calls = new HttpCalls(null, Duration.ofSeconds(10))) {
                var body = "{}".getBytes(StandardCharsets.UTF_8);
                var answer = calls.call(words[0], gateway.http(words[1]), headers, body);
                assertThat(answer.status()).as(request).isEqualTo(403);
            }
        }
    }
}
