package dev.facteur.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.testkit.Peers;
import dev.facteur.testkit.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The WordPress plugin's files, without a WordPress.
final class WordPressPluginTest {
    private static final Path LANGUAGES = Path.of("wordpress", "facteur", "languages");

    @Test
    void everyFileIsPhp() throws IOException {
        Peers.require("php");
        List<Path> files;
        try (var all = Files.walk(Path.of("wordpress"))) {
            files = all.filter(file -> file.toString().endsWith(".php")).toList();
        }
        assertThat(files).isNotEmpty();
        for (var file : files) {
            assertThat(Program.of("php", "-l", file).run().exit()).as(file.toString()).isZero();
        }
    }

    @Test
    void itIsWrittenAsWordPressWantsIt() {
        Peers.require("phpcs");
        var result = Program.of("phpcs", "--standard=wordpress/phpcs.xml").run();
        assertThat(result.exit()).as(result.toString()).isZero();
    }

    @Test
    void everyTextIsTranslated(@TempDir Path fresh) throws IOException {
        Peers.require("xgettext", "msgfmt");
        Program.of("wordpress/languages", fresh).succeed();
        for (var name : List.of("facteur.pot", "facteur-fr_FR.po", "facteur-fr_FR.mo")) {
            assertThat(Files.readAllBytes(LANGUAGES.resolve(name)))
                    .as("%s: run wordpress/languages", name)
                    .isEqualTo(Files.readAllBytes(fresh.resolve(name)));
        }
        var counted =
                Program.of(
                                "msgfmt",
                                "--statistics",
                                "-o",
                                "/dev/null",
                                LANGUAGES.resolve("facteur-fr_FR.po"))
                        .environment("LC_ALL", "C")
                        .succeed();
        assertThat(counted.err()).matches("\\d+ translated messages\\.\\s*");
    }
}
