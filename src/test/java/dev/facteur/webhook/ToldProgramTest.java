package dev.facteur.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.facteur.testkit.CommandLine;
import dev.facteur.testkit.PracticeGateway;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole gateway tells a program, as an operator sets it up.
@Tag("flow")
final class ToldProgramTest {
    @TempDir Path folder;

    @Test
    void aProgramInAnAllowedNetworkIsToldOfAMailAndTheCommandShowsTheCalls() throws Exception {
        var allowed = Map.of("FACTEUR_WEBHOOKS_ALLOW", "127.0.0.1");
        try (var server = new HookServer();
                var gateway = PracticeGateway.with(folder, allowed);
                var line = CommandLine.at(gateway)) {
            var added = line.run("webhook", "add", "crm", server.address(), "--event", "delivered");
            assertThat(added.said()).contains("whsec_", "facteur webhook test crm");
            gateway.submit("a@shop.example", "ann@recipient.example");
            await().until(() -> {
                gateway.advance(Duration.ofSeconds(2));
                return server.types().contains("mail.delivered");
            });
            await().until(() -> line.run("webhook", "show", "crm").said().contains("HTTP 204"));
            assertThat(line.run("webhook", "show", "crm", "--json").said())
                    .contains("\"calls\":[{", "\"status\":204");
            assertThat(line.run("webhook", "list").said()).contains("crm", "takes calls");
        }
    }

    @Test
    void aProgramInAnotherNetworkIsNotCalled() throws Exception {
        try (var server = new HookServer();
                var gateway = PracticeGateway.start(folder);
                var line = CommandLine.at(gateway)) {
            line.run("webhook", "add", "crm", server.address());
            var tried = line.run("webhook", "test", "crm");
            assertThat(tried.exit()).isEqualTo(1);
            assertThat(tried.said()).contains("not public");
            assertThat(server.calls()).isEmpty();
        }
    }
}
