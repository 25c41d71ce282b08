package dev.facteur.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.testkit.CommandLine;
import dev.facteur.testkit.PracticeGateway;
import dev.facteur.testkit.ProviderServer;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `facteur test` where the settings name a spam filter: it has the last word.
@Tag("flow")
class TestMailContentTest {
    private static final String MARKED =
            """
            {"score": 6.5, "required_score": 15, "action": "add header",
             "symbols": {"MIME_HTML_ONLY": {"score": 6.5}}}
            """;

    @TempDir Path folder;

    @Test
    void spamFilterSaysWhatItThinksOfTheMailThatWasSent() throws Exception {
        try (var filter = ProviderServer.that(_ -> ProviderServer.answer(200, MARKED));
                var gateway = gateway(filter.base());
                var line = CommandLine.at(gateway)) {
            var ran = line.run("test", "you@customer.example");
            assertThat(ran.said())
                    .contains("rspamd would mark the mail as spam (6.5 points)", "MIME_HTML_ONLY")
                    .contains("facteur mail check FILE");
            assertThat(ran.exit()).as(ran.said()).isZero();
            assertThat(filter.calls())
                    .anyMatch(call -> call.text().contains("Subject: Test mail of Facteur"));
        }
    }

    @Test
    void filterThatIsSilentKeepsNoTestFromItsEnd() throws Exception {
        try (var filter = ProviderServer.that(_ -> null);
                var gateway = gateway(filter.base());
                var line = CommandLine.at(gateway)) {
            var ran = line.run("test", "you@customer.example");
            assertThat(ran.exit()).as(ran.said()).isZero();
            assertThat(ran.said())
                    .contains("The spam filter at " + filter.base(), "does not answer")
                    .contains("It arrived.");
        }
    }

    private PracticeGateway gateway(String rspamd) throws Exception {
        return PracticeGateway.with(folder, Map.of("FACTEUR_CONTENT_RSPAMD", rspamd));
    }
}
