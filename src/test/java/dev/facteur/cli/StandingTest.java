package dev.facteur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the command line says of whose a domain is.
class StandingTest {
    private static final String UNSEEN =
            """
            {"name": "b.example",
             "standing": {"verified_at": null, "verified_by": null,
               "ownership": {"name": "_facteur.b.example", "type": "TXT", "value": "v"}},
             "seen": [
               {"purpose": "ownership", "name": "_facteur.b.example", "state": "unknown",
                "value": "v", "evidence": ["resolver: late \\u001b[2J"]},
               {"purpose": "dkim", "name": "s._domainkey.b.example", "state": "missing",
                "value": "v", "evidence": []},
               {"purpose": "dmarc", "name": "_dmarc.b.example", "state": "there",
                "value": "v", "evidence": []}]}
            """;

    @TempDir Path data;

    @Test
    void whatWasSeenIsToldAndThatItShowsNothing() {
        try (var scene = new Scene().gateway(data, 200, UNSEEN)) {
            assertThat(scene.run("domain", "verify", "b.example")).isEqualTo(ExitCode.INCOMPLETE);
            assertThat(scene.requests)
                    .containsExactly("POST /v1/domains/b.example/verify {\"vouch\":false}");
            assertThat(scene.out())
                    .contains(
                            "_facteur.b.example  unknown: DNS gives no answer",
                            "resolver: late",
                            "s._domainkey.b.example  is not there",
                            "Nothing shows yet that b.example is yours.")
                    .doesNotContain("_dmarc", "\u001b");
            scene.run("domain", "verify", "b.example", "--lang=fr");
            assertThat(scene.out()).contains("Rien ne montre encore que b.example est à vous.");
        }
    }

    @Test
    void theOperatorsWordIsTaken() {
        var verified =
                """
                {"name": "b.example", "seen": [],
                 "standing": {"verified_at": "2026-01-01T00:00:00Z", "verified_by": "operator"}}
                """;
        try (var scene = new Scene().gateway(data, 200, verified)) {
            assertThat(scene.run("domain", "verify", "b.example", "--vouch")).isZero();
            assertThat(scene.requests)
                    .containsExactly("POST /v1/domains/b.example/verify {\"vouch\":true}");
            assertThat(scene.out()).startsWith("Verified since ").contains("by your word");
        }
    }
}
