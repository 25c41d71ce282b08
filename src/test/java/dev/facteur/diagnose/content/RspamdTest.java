package dev.facteur.diagnose.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.facteur.diagnose.content.ContentVerdict.Action;
import dev.facteur.diagnose.content.ContentVerdict.RuleHit;
import dev.facteur.diagnose.content.NoVerdict.Kind;
import dev.facteur.diagnose.content.SpamFilter.Parties;
import dev.facteur.platform.Surroundings;
import dev.facteur.platform.config.ByteSize;
import dev.facteur.platform.config.ContentSettings;
import dev.facteur.testkit.ProviderServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RspamdTest {
    private static final byte[] MAIL = {'S', 'u', 'b', 'j', 'e', 'c', 't', ':', '\r', '\n'};
    private static final String ANSWER =
            """
            {"score": 4.5, "required_score": 15, "action": "no action", "symbols": {
              "ARC_NA": {"name": "ARC_NA", "score": 0.0, "description": "none"},
              "MIME_GOOD": {"name": "MIME_GOOD", "score": -0.5},
              "MISSING_DATE": {"name": "MISSING_DATE", "score": 1, "description": "no date"},
              "MISSING_MID": {"name": "MISSING_MID", "score": 4, "description": "no id"}},
             "message-id": "undef", "time_real": 0.07}
            """;

    @TempDir Path folder;

    @Test
    void verdictHasTheCostliestRuleFirstAndNoneThatCostsNothing() throws Exception {
        try (var server = ProviderServer.that(_ -> ProviderServer.answer(200, ANSWER));
                var rspamd = rspamd(server, null)) {
            var verdict =
                    rspamd.check(MAIL, new Parties("a@example.com", List.of("b@example.net")));

            assertThat(verdict)
                    .isEqualTo(
                            new ContentVerdict(
                                    "rspamd",
                                    4.5,
                                    15,
                                    Action.PASS,
                                    List.of(
                                            new RuleHit("MISSING_MID", 4, "no id"),
                                            new RuleHit("MISSING_DATE", 1, "no date"),
                                            new RuleHit("MIME_GOOD", -0.5, ""))));
            var call = server.calls().getFirst();
            assertThat(call.line()).startsWith("POST /checkv2 ");
            assertThat(call.body()).isEqualTo(MAIL);
            assertThat(call.headers())
                    .containsEntry("from", "<a@example.com>")
                    .containsEntry("rcpt", "<b@example.net>")
                    .containsEntry("ip", "127.0.0.1")
                    .doesNotContainKeys("password", "user");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "no action, PASS",
        "greylist, DELAY",
        "soft reject, DELAY",
        "add header, MARK",
        "rewrite subject, MARK",
        "something new, MARK",
        "reject, REFUSE"
    })
    void itsActionsHaveOurWords(String theirs, Action ours) throws Exception {
        var answer = ANSWER.replace("no action", theirs);
        try (var server = ProviderServer.that(_ -> ProviderServer.answer(200, answer));
                var rspamd = rspamd(server, null)) {
            assertThat(rspamd.check(MAIL, Parties.UNKNOWN).action()).isEqualTo(ours);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hello",
                "[]",
                "{}",
                "{\"score\": NaN, \"symbols\": {}}",
                "{\"score\": 1e999, \"symbols\": {}}",
                "{\"score\": \"1\", \"symbols\": {}}",
                "{\"score\": 1, \"symbols\": []}",
                "{\"score\": 1, \"required_score\": -1e999, \"symbols\": {}}",
                "{\"score\": 1, \"symbols\": {\"A\": {\"score\": 1e999}}}",
            })
    void whatIsNoVerdictIsNonsense(String answer) throws Exception {
        assertThat(trouble(ProviderServer.answer(200, answer))).isEqualTo(Kind.NONSENSE);
    }

    @Test
    void deepAndLargeAnswersAreRefused() throws Exception {
        var deep = "{\"score\": 1, \"symbols\": " + "{\"a\":".repeat(100_000);
        assertThat(trouble(ProviderServer.answer(200, deep))).isEqualTo(Kind.NONSENSE);
        var large = "{\"score\": 1, \"x\": \"" + "y".repeat(2 << 20) + "\", \"symbols\": {}}";
        assertThat(trouble(ProviderServer.answer(200, large))).isEqualTo(Kind.SILENT);
    }

    @Test
    void silenceAndRefusalsAreTold() throws Exception {
        assertThat(trouble(ProviderServer.SILENCE)).isEqualTo(Kind.SILENT);
        assertThat(trouble(null)).isEqualTo(Kind.SILENT);
        assertThat(trouble(ProviderServer.answer(403, "{}"))).isEqualTo(Kind.PASSWORD);
        assertThat(trouble(ProviderServer.answer(500, "oops"))).isEqualTo(Kind.NONSENSE);
        assertThat(trouble(ProviderServer.answer(302, "", "Location: /"))).isEqualTo(Kind.NONSENSE);
    }

    @Test
    void oneOfTenThousandRulesIsAsGoodAsAHundred() throws Exception {
        var symbols = new StringBuilder("\"A\": {\"score\": 99}");
        for (int i = 0; i < 10_000; i++)
            symbols.append(", \"S").append(i).append("\": {\"score\":1}");
        var answer = "{\"score\": 1, \"symbols\": {" + symbols + "}}";
        try (var server = ProviderServer.that(_ -> ProviderServer.answer(200, answer));
                var rspamd = rspamd(server, null)) {
            var rules = rspamd.check(MAIL, Parties.UNKNOWN).rules();
            assertThat(rules).hasSize(100);
            assertThat(rules.getFirst().name()).isEqualTo("A");
        }
    }

    @Test
    void whatItQuotesCannotSteerATerminal() throws Exception {
        var answer =
                "{\"score\": 1, \"symbols\": {\"A\\u001b[2J\": {\"score\": 1, \"description\":"
                        + " \"x\\r\\n\\u202ey\\u0085"
                        + "z".repeat(500)
                        + "\"}}}";
        try (var server = ProviderServer.that(_ -> ProviderServer.answer(200, answer));
                var rspamd = rspamd(server, null)) {
            var rule = rspamd.check(MAIL, Parties.UNKNOWN).rules().getFirst();
            assertThat(rule.name()).isEqualTo("A [2J");
            assertThat(rule.description()).startsWith("x   y z").hasSizeLessThanOrEqualTo(200);
        }
    }

    @Test
    void passwordIsTheFirstLineOfItsFileAtEachQuestion() throws Exception {
        var file = folder.resolve("password");
        try (var server = ProviderServer.that(_ -> ProviderServer.answer(200, ANSWER));
                var rspamd = rspamd(server, file)) {
            assertThat(kind(rspamd)).isEqualTo(Kind.PASSWORD);
            for (var useless : List.of("", "\nsecret", "a b", "é")) {
                Files.writeString(file, useless);
                assertThat(kind(rspamd)).as(useless).isEqualTo(Kind.PASSWORD);
            }
            assertThat(server.calls()).isEmpty();
            Files.writeString(file, "secret\nmore\n");
            rspamd.check(MAIL, Parties.UNKNOWN);
            assertThat(server.calls().getFirst().headers()).containsEntry("password", "secret");
        }
    }

    @Test
    void addressesThatNoHeaderTakesAreLeftOut() throws Exception {
        try (var server = ProviderServer.that(_ -> ProviderServer.answer(200, ANSWER));
                var rspamd = rspamd(server, null)) {
            rspamd.check(MAIL, new Parties("a\r\nIP: 1.2.3.4", List.of("é@example.com")));
            assertThat(server.calls().getFirst().headers())
                    .containsEntry("ip", "127.0.0.1")
                    .doesNotContainKeys("from", "rcpt");
        }
    }

    private @Nullable Kind trouble(@Nullable String answer) throws IOException {
        try (var server = ProviderServer.that(_ -> answer);
                var rspamd = rspamd(server, null)) {
            return kind(rspamd);
        }
    }

    private static @Nullable Kind kind(SpamFilter filter) {
        var trouble =
                catchThrowableOfType(NoVerdict.class, () -> filter.check(MAIL, Parties.UNKNOWN));
        return trouble == null ? null : trouble.kind();
    }

    private static SpamFilter rspamd(ProviderServer server, @Nullable Path password)
            throws IOException {
        var address = URI.create(server.base());
        var settings = new ContentSettings(address, password, null, new ByteSize(10_000));
        return SpamFilters.open(settings, Surroundings.system(), Duration.ofMillis(800))
                .orElseThrow();
    }
}
