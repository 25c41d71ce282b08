package dev.facteur.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.testkit.Arrived;
import dev.facteur.testkit.GatewayProcess;
import dev.facteur.testkit.GatewaySetup;
import dev.facteur.testkit.PostfixProvider;
import dev.facteur.testkit.SubmissionClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Bytes are streamed: two mails of nearly 50 MB at once go through a gateway that has 96 MB of
/// heap.
@Tag("flow")
final class LargeMailTest {
    private static final int SIZE = 49_000_000;
    private static final int AT_ONCE = 2;
    private static final String RECIPIENT = "large@large.example";

    @TempDir Path folder;

    @Test
    void mailsLargerThanTheHeapGoThroughUnchanged() throws Exception {
        try (var provider = PostfixProvider.start();
                var gateway = GatewayProcess.prepare(folder, "").javaOption("-Xmx96m").start()) {
            var site = GatewaySetup.site(gateway, "shop", "shop.example", provider);
            var mail = largeMail();
            var threads = new Thread[AT_ONCE];
            for (int i = 0; i < AT_ONCE; i++) {
                threads[i] =
                        Thread.ofVirtual()
                                .start(() -> submit(gateway, site.user(), site.password(), mail));
            }
            for (var thread : threads) {
                thread.join();
            }
            provider.awaitDelivered(RECIPIENT, AT_ONCE)
                    .forEach(arrived ->
                            assertThat(Arrays.equals(Arrived.bodyOf(arrived), Arrived.bodyOf(mail)))
                                    .as("the body arrived as it was sent")
                                    .isTrue());
            assertThat(gateway.errors()).doesNotContain("OutOfMemoryError");
        }
    }

    private static void submit(GatewayProcess gateway, String user, String password, byte[] mail) {
        try (var client =
                SubmissionClient.login(
                        gateway.startTlsPort(), gateway.authority(), user, password)) {
            var answer = client.send("shop@shop.example", List.of(RECIPIENT), mail);
            if (!answer.startsWith("250")) throw new AssertionError(answer);
        } catch (IOException e) {
            throw new AssertionError(gateway.errorTail(), e);
        }
    }

    private static byte[] largeMail() {
        var mail = new ByteArrayOutputStream(SIZE + 1000);
        mail.writeBytes(
                "From: shop@shop.example\r\nTo: %s\r\nSubject: catalogue\r\n\r\n"
                        .formatted(RECIPIENT)
                        .getBytes(StandardCharsets.US_ASCII));
        var random = new Random(50);
        var line = new byte[78];
        while (mail.size() < SIZE) {
            for (int i = 0; i < 76; i++) {
                line[i] = (byte) ('.' + random.nextInt(64));
            }
            line[76] = '\r';
            line[77] = '\n';
            mail.writeBytes(line);
        }
        return mail.toByteArray();
    }
}
