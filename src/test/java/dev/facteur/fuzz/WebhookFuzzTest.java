package dev.facteur.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.facteur.event.Source;
import dev.facteur.feedback.echo.Evidence;
import dev.facteur.feedback.echo.Heard;
import dev.facteur.feedback.echo.UnreadableEvidence;
import dev.facteur.feedback.webhook.CallReader;
import java.util.List;

/// What somebody sends to the address of a provider's webhook, whoever knows it.
class WebhookFuzzTest {
    private static final List<String> PROVIDERS =
            List.of(
                    "sendgrid",
                    "mailgun",
                    "postmark",
                    "brevo",
                    "ses",
                    "resend",
                    "mailjet",
                    "sparkpost");

    private final CallReader reader = CallReader.alone();

    @FuzzTest
    void everyCallIsReadTheSameAgainOrRefusedAndWhatItTellsCanBeKept(byte[] body) {
        for (var provider : PROVIDERS) {
            var evidence = new Evidence(Source.WEBHOOK, provider, "main", body);
            var heard = read(evidence);
            assertThat(read(evidence)).isEqualTo(heard);
            for (var one : heard) {
                // A repetition is known by its id, and times are kept in milliseconds.
                assertThat(one.id()).isNotEmpty();
                assertThat(one.echo().happened().toEpochMilli()).isNotNegative();
            }
        }
    }

    private List<Heard> read(Evidence evidence) {
        try {
            return reader.read(evidence);
        } catch (UnreadableEvidence refused) {
            assertThat(refused.getMessage()).isNotBlank();
            return List.of();
        }
    }
}
