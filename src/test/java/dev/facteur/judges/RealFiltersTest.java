package dev.facteur.judges;

import static java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.testkit.GatewayProcess;
import dev.facteur.testkit.Program;
import dev.facteur.testkit.Rspamd;
import dev.facteur.testkit.Spamd;
import dev.facteur.testkit.Zone;
import dev.facteur.testkit.ZoneServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `facteur mail check` with the filters that receivers run.
@Tag("flow")
final class RealFiltersTest {
    private static final String GOOD =
            Case.letter("Shop <shop@example.com>").replaceFirst("(?m)^Date: .*$", "Date: " + now());
    private static final String BAD =
            """
            From: shop@example.com
            To: reader@example.net
            MIME-Version: 1.0
            Content-Type: text/html; charset=utf-8

            <html><body><a href="http://192.0.2.7/x"><img src="https://example.com/a.png"></a></body></html>
            """
                    .replace("\n", "\r\n");

    @TempDir Path folder;

    @Test
    void rspamdIsAskedAndItsRulesAreToldInWords() throws Exception {
        try (var names = new ZoneServer(new Zone());
                var rspamd = Rspamd.start(folder.resolve("rspamd"), names.address());
                var gateway = gateway("rspamd = \"" + rspamd.address() + "\"")) {
            var good = check(gateway, GOOD, "--json");
            assertThat(good.exit()).as(good.toString()).isZero();
            assertThat(good.out()).contains("\"action\":\"pass\"", "\"threshold\":15.0");

            var bad = check(gateway, BAD, "--lang", "fr");
            assertThat(bad.out())
                    .contains("rspamd lui donne", "à partir de 15,0")
                    .contains("[MISSING_SUBJECT]", "Donnez-lui un objet")
                    .contains("[MIME_HTML_ONLY]")
                    .contains("[MISSING_MID]", "Rien : Facteur l'ajoute au départ.");
            assertThat(bad.exit()).isPositive();
            assertThat(doctor(gateway)).contains("filter-answers");

            rspamd.stop();
            var late = check(gateway, GOOD);
            assertThat(late.exit()).isEqualTo(69);
            assertThat(late.err()).contains("does not answer", "facteur doctor");
            assertThat(doctor(gateway)).contains("filter-silent").doesNotContain("filter-answers");
        }
    }

    @Test
    void spamAssassinIsAskedInItsOwnProtocol() throws Exception {
        try (var spamd = Spamd.start(folder.resolve("spamd"));
                var gateway =
                        gateway("spamassassin = \"127.0.0.1:" + spamd.address().getPort() + "\"")) {
            var good = check(gateway, GOOD, "--json");
            assertThat(good.exit()).as(good.toString()).isZero();
            assertThat(good.out()).contains("\"filter\":\"spamassassin\"", "\"threshold\":5.0");

            var bad = check(gateway, BAD);
            assertThat(bad.out())
                    .contains("SpamAssassin gives it")
                    .contains("[MISSING_MID]", "[MIME_HTML_ONLY]", "[MISSING_DATE]")
                    .contains("There is only HTML, no plain text beside it.");
            assertThat(doctor(gateway)).contains("filter-answers");
        }
    }

    @Test
    void withoutAFilterItSaysHowToNameOne() throws Exception {
        try (var gateway = GatewayProcess.prepare(folder, "").start()) {
            var told = check(gateway, GOOD);
            assertThat(told.exit()).isEqualTo(69);
            assertThat(told.err()).contains("[content]", "facteur.toml");
            assertThat(doctor(gateway)).doesNotContain("filter-");
        }
    }

    private static String now() {
        return RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC));
    }

    private GatewayProcess gateway(String setting) {
        return GatewayProcess.prepare(folder, "[content]\n" + setting + "\n").start();
    }

    private Program.Result check(GatewayProcess gateway, String mail, String... more)
            throws IOException {
        var file = folder.resolve("mail.eml");
        Files.writeString(file, mail, StandardCharsets.ISO_8859_1);
        var words = new ArrayList<>(List.of("mail", "check", file.toString()));
        words.addAll(List.of(more));
        return gateway.cli(words.toArray(String[]::new)).run();
    }

    private static String doctor(GatewayProcess gateway) {
        return gateway.cli("doctor", "--json").run().out();
    }
}
