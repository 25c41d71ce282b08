package dev.facteur.house;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.cli.Cli;
import dev.facteur.cli.Terminal;
import dev.facteur.testkit.NoPrograms;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What the pages refer to exists: other pages, and commands.
class DocumentsTest {
    private static final Pattern COMMAND = Pattern.compile("\\./facteur ([a-z]+)(?: ([a-z]+))?");

    /// These take an argument, or none, where others have a second word.
    private static final Set<String> ALONE =
            Set.of("try", "serve", "sandbox", "test", "queue", "bench", "version", "sendmail");

    private static final Pattern BLOCK = Pattern.compile("```[a-z]*\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("]\\(([^)#]+)(?:#[^)]*)?\\)");

    @Test
    void linksBetweenThePagesLeadSomewhere() throws IOException {
        var broken = new ArrayList<String>();
        for (var page : pages()) {
            var links = LINK.matcher(Files.readString(page)).results();
            links.map(match -> match.group(1))
                    .filter(target -> !target.contains(":"))
                    .filter(target -> !Files.exists(page.resolveSibling(target)))
                    .forEach(target -> broken.add(page + " links to " + target));
        }
        assertThat(broken).isEmpty();
    }

    /// What is to be typed off is tried in one of the two only. Comments are translated with the
    /// rest.
    @Test
    void translatedPageShowsTheSameConfigurationsAndEachLeadsToTheOther() throws IOException {
        var translations =
                pages().stream()
                        .filter(page ->
                                page.startsWith("docs") && page.toString().endsWith(".fr.md"))
                        .toList();
        assertThat(translations).isNotEmpty();
        for (var page : translations) {
            var french = Files.readString(page);
            var name = page.getFileName().toString();
            var original = page.resolveSibling(name.replace(".fr.md", ".md"));
            var english = Files.readString(original);
            assertThat(blocks(french)).as(name).isEqualTo(blocks(english));
            assertThat(french).contains("[English](" + original.getFileName() + ")");
            assertThat(english).contains("[Français](" + name + ")");
        }
    }

    private static List<String> blocks(String page) {
        return BLOCK.matcher(page)
                .results()
                .map(match -> match.group(1).replaceAll("(?m)^ *#.*\\n", ""))
                .toList();
    }

    @Test
    void commandsInThePagesAreCommands() throws IOException {
        var unknown = new TreeSet<String>();
        for (var page : pages()) {
            COMMAND.matcher(Files.readString(page))
                    .results()
                    .map(match -> words(match.group(1), match.group(2)))
                    .filter(words -> !words.equals(List.of("sendmail")))
                    .filter(words -> !usage(words).contains("facteur " + String.join(" ", words)))
                    .forEach(words -> unknown.add(page + ": facteur " + String.join(" ", words)));
        }
        assertThat(unknown).isEmpty();
    }

    private static List<String> words(String first, @Nullable String second) {
        return second == null || ALONE.contains(first) ? List.of(first) : List.of(first, second);
    }

    /// What the program says when asked how a command is used.
    private static String usage(List<String> words) {
        var out = new ByteArrayOutputStream();
        var print = new PrintStream(out, true, UTF_8);
        var terminal =
                new Terminal(
                        print,
                        print,
                        InputStream.nullInputStream(),
                        Map.of(),
                        Path.of(""),
                        false,
                        _ -> Optional.empty());
        var arguments = new ArrayList<>(words);
        arguments.add("--help");
        new Cli(terminal, new NoPrograms()).run(arguments.toArray(String[]::new));
        return out.toString(UTF_8);
    }

    private static List<Path> pages() throws IOException {
        var pages = new ArrayList<Path>();
        for (var folder : List.of(Path.of("."), Path.of("docs"), Path.of("design"))) {
            try (var files = Files.list(folder)) {
                files.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
            }
        }
        return pages;
    }
}
