package dev.facteur.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.testkit.CommandLine;
import dev.facteur.testkit.DovecotMailbox;
import dev.facteur.testkit.PostfixProvider;
import dev.facteur.testkit.PracticeGateway;
import dev.facteur.testkit.TestAuthority;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A test mail whose gateway ends before anybody has looked where it lies.
@Tag("flow")
class SeedAfterRestartTest {
    private static final Map<String, String> RESULTS =
            Map.of("anna@seed.test", "mx.seed.test; dkim=pass header.d=shop.example");

    @TempDir Path folder;

    @Test
    void mailThatWasLookedForIsFoundByTheNextRun() throws Exception {
        var authority = TestAuthority.create(Files.createDirectory(folder.resolve("authority")));
        try (var dovecot = DovecotMailbox.start(folder.resolve("dovecot"), authority, "keep;\n");
                var postfix = PostfixProvider.prepare().handingTo(dovecot, RESULTS)) {
            postfix.resume();
            var data = Files.createDirectory(folder.resolve("gateway"));
            try (var gateway = PracticeGateway.sendingTo(data, postfix.hop())) {
                addSeed(gateway, dovecot, authority);
                // Its clock stands, and so does the search, which waits until the mail has left.
                var wanted = "{\"seeds\": [\"anna\"], \"seconds\": 600}";
                var test = gateway.operator("POST", "/v1/tests", wanted).path("id").asString();
                gateway.restart();
                try (var _ = CommandLine.at(gateway)) {
                    Awaitility.await()
                            .atMost(Duration.ofSeconds(30))
                            .untilAsserted(
                                    () -> assertThat(placement(gateway, test)).isEqualTo("inbox"));
                }
            }
        }
    }

    private static String placement(PracticeGateway gateway, String test) throws Exception {
        var mails = gateway.operator("GET", "/v1/tests/" + test, "").path("mails");
        return mails.path(0).path("placed").path("placement").asString("");
    }

    private void addSeed(PracticeGateway gateway, DovecotMailbox dovecot, TestAuthority authority)
            throws Exception {
        var wanted =
                """
                {"name": "anna", "host": "localhost", "port": %d, "security": "implicit",
                 "user": "anna", "address": "anna@seed.test", "password": "%s", "ca": "%s"}
                """
                        .formatted(
                                dovecot.implicit("anna").port(),
                                DovecotMailbox.PASSWORD,
                                authority.caFile());
        gateway.operator("POST", "/v1/seeds", wanted);
    }
}
