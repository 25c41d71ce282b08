package dev.facteur.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.testkit.GatewayProcess;
import dev.facteur.testkit.GatewaySetup;
import dev.facteur.testkit.GatewaySite;
import dev.facteur.testkit.PostfixProvider;
import dev.facteur.testkit.SmallDisk;
import dev.facteur.testkit.SubmissionClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A full disk is a temporary trouble: 452 4.3.1 to new mail, nothing acknowledged is lost, and
/// work goes on by itself when there is room again.
@Tag("flow")
final class DiskFullTest {
    private static final String CONFIG =
            "[queue]\nretry = \"1s\"\n\n[spool]\nreserve = \"10 MB\"\n";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Set<String> acknowledged = new LinkedHashSet<>();

    @TempDir Path folder;

    @Test
    void aFullDiskRefusesForTheTimeBeingAndLosesNothing() throws Exception {
        try (var disk = SmallDisk.mount(folder.resolve("disk"), 60);
                var provider = PostfixProvider.prepare();
                var gateway = prepare(disk).start()) {
            var site = GatewaySetup.site(gateway, "shop", "shop.example", provider);

            var refusal = sendUntilRefused(gateway, site);
            assertThat(refusal).startsWith("452 4.3.1");
            assertThat(acknowledged).as("mail fitted in before").hasSizeGreaterThan(5);

            disk.resize(90);
            awaitAccepted(gateway, site);

            disk.fill();
            assertThat(send(gateway, site, "full-" + acknowledged.size())).startsWith("452 4.3.1");
            provider.resume();
            disk.clear();
            awaitAccepted(gateway, site);
            awaitArrived(provider, gateway);
        }
    }

    private GatewayProcess prepare(SmallDisk disk) {
        return GatewayProcess.prepare(folder, disk.folder().resolve("data"), CONFIG);
    }

    private String sendUntilRefused(GatewayProcess gateway, GatewaySite site) throws IOException {
        for (int number = 0; number < 200; number++) {
            var answer = send(gateway, site, "fill-" + number);
            if (!answer.startsWith("250")) return answer;
        }
        throw new AssertionError("200 MB fitted on a disk of 60 MB");
    }

    private void awaitAccepted(GatewayProcess gateway, GatewaySite site) {
        Awaitility.await("mail is taken again")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> send(gateway, site, "again-" + acknowledged.size()).startsWith("250"));
    }

    private void awaitArrived(PostfixProvider provider, GatewayProcess gateway) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() ->
                        assertThat(provider.messageIds())
                                .as(gateway.errorTail())
                                .containsAll(acknowledged));
    }

    /// A mail of 1 MB.
    private String send(GatewayProcess gateway, GatewaySite site, String name) throws IOException {
        var id = name + "@shop.example";
        var mail =
                "From: shop@shop.example\r\nTo: full@disk.example\r\nMessage-ID: <%s>\r\n\r\n%s"
                        .formatted(id, ("x".repeat(98) + "\r\n").repeat(10_000));
        try (var client =
                SubmissionClient.login(
                        gateway.startTlsPort(),
                        gateway.authority(),
                        site.user(),
                        site.password())) {
            var answer =
                    client.send(
                            "shop@shop.example",
                            List.of("full@disk.example"),
                            mail.getBytes(StandardCharsets.US_ASCII));
            if (answer.startsWith("250")) acknowledged.add(id);
            return answer;
        }
    }
}
