package dev.facteur.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.testkit.Peers;
import dev.facteur.testkit.Php;
import dev.facteur.testkit.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The WordPress plugin's files, without a WordPress.
final class WordPressPluginTest {
    private static final Path LANGUAGES = Path.of("wordpress", "facteur", "languages");

    @TempDir private Path scripts;

    @ParameterizedTest
    @EnumSource
    void everyFileIsPhpOfEachVersion(Php php) throws IOException {
        php.require();
        var files = files();
        assertThat(files).isNotEmpty();
        var script = Files.writeString(scripts.resolve("parse.php"), parsing(files));
        var command =
                php == Php.OLDEST
                        ? php.command(files.toArray())
                        : php.command("-d", "error_reporting=-1", script);
        var result = Program.of(command).input(Files.readAllBytes(script)).run();
        assertThat(result.exit()).as(result.toString()).isZero();
        assertThat(result.out()).isEqualTo(files.size() + " files");
    }

    private static List<Path> files() throws IOException {
        try (var all = Files.walk(Path.of("wordpress").toAbsolutePath())) {
            return all.filter(file -> file.toString().endsWith(".php")).toList();
        }
    }

    /// Stops at the first file that is none. Prints more than the count where PHP has something to
    /// say, such as that a way to write will go.
    private static String parsing(List<Path> files) {
        return files.stream()
                .map(file ->
                        "token_get_all(file_get_contents('%s'), TOKEN_PARSE);\n".formatted(file))
                .collect(
                        Collectors.joining(
                                "", "<?php\n", "echo '%d files';".formatted(files.size())));
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
