package dev.facteur.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.testkit.GatewayDatabase;
import dev.facteur.testkit.GatewayProcess;
import dev.facteur.testkit.GatewaySetup;
import dev.facteur.testkit.GatewaySite;
import dev.facteur.testkit.PostfixProvider;
import dev.facteur.testkit.SubmissionClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A client whose answer was lost sends again: that is one mail. Two equal mails that nobody named
/// are two.
@Tag("flow")
final class RepeatTest {
    private static final String NAMED =
            String.join(
                    "\r\n",
                    "From: shop@shop.example",
                    "To: once@repeat.example",
                    "Subject: order 12",
                    "Message-ID: <order-12@shop.example>",
                    "",
                    "Thank you.",
                    "");
    private static final String UNNAMED =
            String.join(
                    "\r\n",
                    "From: shop@shop.example",
                    "To: twice@repeat.example",
                    "Subject: order 12",
                    "",
                    "Thank you.",
                    "");

    @TempDir Path folder;

    @Test
    void aRepeatedSubmissionIsSentOnceAlsoAfterAKillAndTwoUnnamedMailsAreTwo() throws Exception {
        var provider = PostfixProvider.shared();
        try (var gateway = GatewayProcess.prepare(folder, "").start()) {
            var site = GatewaySetup.site(gateway, "shop", "shop.example", provider);
            var first = submit(gateway, site, "once@repeat.example", NAMED);
            assertThat(submit(gateway, site, "once@repeat.example", NAMED)).isEqualTo(first);
            gateway.kill9();
            gateway.start();
            assertThat(submit(gateway, site, "once@repeat.example", NAMED)).isEqualTo(first);

            var unnamed = submit(gateway, site, "twice@repeat.example", UNNAMED);
            assertThat(submit(gateway, site, "twice@repeat.example", UNNAMED))
                    .isNotEqualTo(unnamed);
            assertThat(provider.awaitDelivered("twice@repeat.example", 2)).hasSize(2);
            provider.awaitDelivered("once@repeat.example", 1);

            gateway.terminate();
            try (var database = GatewayDatabase.copyOf(gateway, folder.resolve("copy"))) {
                assertThat(database.column("SELECT address FROM recipient ORDER BY address"))
                        .containsExactly(
                                "once@repeat.example",
                                "twice@repeat.example",
                                "twice@repeat.example");
            }
        }
    }

    /// Returns the id that the answer names.
    private static String submit(
            GatewayProcess gateway, GatewaySite site, String recipient, String mail)
            throws IOException {
        try (var client =
                SubmissionClient.login(
                        gateway.startTlsPort(),
                        gateway.authority(),
                        site.user(),
                        site.password())) {
            var answer =
                    client.send(
                            "shop@shop.example",
                            List.of(recipient),
                            mail.getBytes(StandardCharsets.US_ASCII));
            assertThat(answer).startsWith("250");
            return answer.substring(answer.lastIndexOf(' ') + 1);
        }
    }
}
