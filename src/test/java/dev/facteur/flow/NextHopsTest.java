package dev.facteur.flow;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.facteur.testkit.Letter;
import dev.facteur.testkit.OpenDkimVerifier;
import dev.facteur.testkit.PracticeGateway;
import dev.facteur.testkit.RealHop;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Mail servers of others as the way out, by verified STARTTLS and AUTH: what was submitted
/// arrives, its signatures hold, and their refusals are understood.
@Tag("flow")
final class NextHopsTest {
    private static final String ANNA = "anna@shop.example";

    @TempDir Path folder;

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "EXIM_EXCHANGER")
    void takesMailUnchangedAndIsUnderstood(RealHop.Kind kind) throws Exception {
        try (var hop = RealHop.start(kind, folder.resolve("hop"));
                var gateway = PracticeGateway.sendingTo(folder, hop.nextHop())) {
            var letter = Letter.awkward(ANNA, "bob@example.com");
            gateway.awaitEvents(gateway.submit(letter), "accepted", "attempted", "delivered");
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(hop.mails()).as(hop.log()).hasSize(1));
            var arrived = hop.mails().getFirst();
            assertThat(new String(arrived, ISO_8859_1))
                    .endsWith(new String(letter.bytes(), ISO_8859_1));
            assertThat(OpenDkimVerifier.withKeys(folder, gateway.dkimRecords()).verify(arrived))
                    .hasSize(2)
                    .allMatch(OpenDkimVerifier.Verdict::passes);

            var later = gateway.submit(ANNA, "tempfail@example.com");
            gateway.awaitEvents(later, "accepted", "attempted", "deferred");
            var never = gateway.submit(ANNA, "permfail@example.com");
            gateway.awaitEvents(never, "accepted", "attempted", "failed", "reported");
            await().atMost(Duration.ofSeconds(20)).until(() -> hop.mails().size() == 2);
            assertThat(hop.mails())
                    .as("the report goes the same way")
                    .anyMatch(mail -> new String(mail, ISO_8859_1).contains("Status: 5.1.1"));
            assertThat(hop.unusedExtensions()).as(hop.log()).isEmpty();
        }
    }
}
