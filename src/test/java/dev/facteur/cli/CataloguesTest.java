package dev.facteur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.deliver.verdict.Reason;
import dev.facteur.deliver.verdict.Who;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;

class CataloguesTest {
    private static final Pattern VALUE = Pattern.compile("\\{\\d}");
    private static final Pattern KEY_IN_SOURCE =
            Pattern.compile("\"((?:[a-z]+\\.)+[a-z][a-z-]*)\"");

    /// The first text of an objection, or of a method that makes one.
    private static final Pattern CODE_IN_SOURCE =
            Pattern.compile(
                    "(?:new Objection|invalid|bad|badPassword|conflict)\\(\\s*(?:(?:Objection\\.)?Kind\\.\\w+,\\s*)?"
                            + "\"([a-z]+(?:-[a-z0-9]+)+)\"");

    /// The code of a refusal: the third argument, or the first where all else is the same.
    private static final Pattern PROBLEM_IN_SOURCE =
            Pattern.compile(
                    "(?:Problem\\.coded\\(\\s*[^,]+,\\s*\"[^\"]+\",\\s*(?:e\\.full\\(\\) \\? )?"
                            + "|forbidden\\(\\s*)\"([a-z-]+)\"(?: : \"([a-z-]+)\")?");

    private static final Pattern MISTAKE_IN_SOURCE =
            Pattern.compile(
                    "(?:new BadSetting|Mistake\\.of|refuse)\\(\\s*(?:\"[a-z]+\\.[a-z_]+\",\\s*)?"
                            + "\"([a-z0-9]+(?:-[a-z0-9]+)+)\"");

    private final Messages english = Messages.in("en");
    private final Messages french = Messages.in("fr_FR.UTF-8");

    @Test
    void bothCataloguesHaveTheSameKeys() {
        assertThat(french.bundle().keySet())
                .filteredOn(key -> !key.matches("(objection|problem|setting)\\..*"))
                .containsExactlyInAnyOrderElementsOf(english.bundle().keySet());
    }

    /// Their English is what the gateway says by itself.
    @Test
    void everyObjectionOfTheGatewayIsTranslated() throws IOException {
        var codes = new TreeSet<String>();
        try (var files = Files.walk(Path.of("src/main/java/dev/facteur"))) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var source = Files.readString(file);
                if (source.contains("Objection")) codes.addAll(codes(source));
            }
        }
        assertThat(codes)
                .contains("site-exists", "route-ca", "parameter-limit", "webhook-key-topic");
        assertThat(french.bundle().keySet())
                .filteredOn(key -> key.startsWith("objection."))
                .containsExactlyInAnyOrderElementsOf(
                        codes.stream().map(code -> "objection." + code).toList());
    }

    /// Those of a mail that is handed over say which member is wrong, in the words of JSON.
    @Test
    void everyOtherRefusalOfTheApiIsTranslated() throws IOException {
        var codes = new TreeSet<String>();
        for (var folder : List.of("api", "platform/http", "submit/http/SiteKeys.java")) {
            try (var files = Files.walk(Path.of("src/main/java/dev/facteur", folder))) {
                for (var file : files.filter(Files::isRegularFile).toList()) {
                    PROBLEM_IN_SOURCE
                            .matcher(Files.readString(file))
                            .results()
                            .flatMap(found -> Stream.of(found.group(1), found.group(2)))
                            .filter(Objects::nonNull)
                            .forEach(codes::add);
                }
            }
        }
        codes.removeAll(List.of("json", "template"));
        assertThat(codes).contains("role", "network", "tag-missing", "changed", "busy", "rate");
        assertThat(french.bundle().keySet())
                .filteredOn(key -> key.startsWith("problem."))
                .containsExactlyInAnyOrderElementsOf(
                        codes.stream().map(code -> "problem." + code).toList());
    }

    /// And no advice stands there for a reason that nobody gives.
    @Test
    void everyReasonOfARemoteHasItsAdviceAndWhoActs() {
        assertThat(english.bundle().keySet())
                .filteredOn(key -> key.startsWith("advice."))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(Reason.values())
                                .map(reason -> "advice." + reason.word())
                                .toList());
        assertThat(english.bundle().keySet())
                .filteredOn(key -> key.startsWith("who."))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(Who.values()).map(who -> "who." + who.word()).toList());
    }

    @Test
    void translationsNeedTheSameValues() {
        for (var key : english.bundle().keySet()) {
            assertThat(values(french.text(key))).as(key).isEqualTo(values(english.text(key)));
        }
    }

    @Test
    void everyKeyInTheSourcesIsInTheCatalogue() throws IOException {
        var missing = new ArrayList<String>();
        var kinds = new TreeSet<String>();
        for (var key : english.bundle().keySet()) kinds.add(key.replaceFirst("\\..*", "."));
        try (var files = Files.list(Path.of("src/main/java/dev/facteur/cli"))) {
            for (var file : files.toList()) {
                for (var key : keys(Files.readString(file))) {
                    boolean ours = kinds.contains(key.replaceFirst("\\..*", "."));
                    if (ours && !key.equals("facteur.toml") && !key.equals("facteur.program")) {
                        if (!english.bundle().containsKey(key)) missing.add(file + ": " + key);
                    }
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void everyCommandOptionAndArgumentIsExplained() {
        var silent = new ArrayList<String>();
        collect(new Scene().commandLine(english), silent);
        assertThat(silent).isEmpty();
    }

    @Test
    void helpIsWrappedBetweenWordsOnly() {
        for (var messages : List.of(english, french)) {
            for (int width : List.of(60, 71, 80, 100)) {
                var line = new Scene().commandLine(messages);
                line.setUsageHelpWidth(width);
                assertWholeWords(line);
            }
        }
    }

    @Test
    void helpNamesTheDefaults() {
        for (var messages : List.of(english, french)) {
            var commands = new Scene().commandLine(messages).getSubcommands();
            var line = Objects.requireNonNull(commands.get("bench"));
            assertThat(inOneLine(line.getUsageMessage()))
                    .contains("10240.")
                    .doesNotContain("null", "${");
        }
    }

    private static void assertWholeWords(CommandLine line) {
        var usage = inOneLine(line.getUsageMessage());
        for (ArgSpec argument : line.getCommandSpec().args()) {
            var description = String.join(" ", argument.description());
            assertThat(usage).contains(inOneLine(description.formatted()));
        }
        line.getSubcommands().values().forEach(CataloguesTest::assertWholeWords);
    }

    private static String inOneLine(String text) {
        return WholeWords.restore(text).replaceAll("\\s+", " ").strip();
    }

    @Test
    void everyTableTitleIsInTheCatalogue() throws IOException {
        var call = Pattern.compile("desk\\.table\\(([^)]*)\\)");
        try (var files = Files.list(Path.of("src/main/java/dev/facteur/cli"))) {
            for (var file : files.toList()) {
                var text = Files.readString(file);
                for (var match : call.matcher(text).results().toList()) {
                    for (var word : match.group(1).replaceAll("[\"\\s]", "").split(",")) {
                        if (word.isEmpty()) continue;
                        assertThat(english.bundle().containsKey("column." + word))
                                .as(word)
                                .isTrue();
                    }
                }
            }
        }
    }

    @Test
    void everyMistakeInTheConfigurationIsTranslated() throws IOException {
        var codes = new TreeSet<String>();
        try (var files = Files.list(Path.of("src/main/java/dev/facteur/platform/config"))) {
            for (var file : files.toList()) {
                MISTAKE_IN_SOURCE
                        .matcher(Files.readString(file))
                        .results()
                        .forEach(match -> codes.add("setting." + match.group(1)));
            }
        }
        assertThat(codes).contains("setting.port-25", "setting.port-both", "setting.key-near");
        assertThat(french.bundle().keySet())
                .filteredOn(key -> key.startsWith("setting."))
                .containsExactlyInAnyOrderElementsOf(codes);
    }

    private static void collect(CommandLine line, List<String> silent) {
        var spec = line.getCommandSpec();
        if (spec.usageMessage().description().length == 0 && line.getParent() != null) {
            silent.add(spec.qualifiedName());
        }
        for (ArgSpec argument : spec.args()) {
            if (argument.description().length == 0) {
                silent.add(spec.qualifiedName() + " " + argument.paramLabel() + argument);
            }
        }
        line.getSubcommands().values().forEach(child -> collect(child, silent));
    }

    private static List<String> codes(String source) {
        return CODE_IN_SOURCE.matcher(source).results().map(match -> match.group(1)).toList();
    }

    private static List<String> keys(String source) {
        return KEY_IN_SOURCE.matcher(source).results().map(match -> match.group(1)).toList();
    }

    private static Set<String> values(String text) {
        var found = new TreeSet<String>();
        VALUE.matcher(text).results().map(MatchResult::group).forEach(found::add);
        return found;
    }
}
