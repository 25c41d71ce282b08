package dev.facteur.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The rules of CONTRIBUTING.md that neither the compiler nor the formatter knows. Each violation
/// is reported as `file:line: what to do`.
class SourceRulesTest {
    private static final int MOST_LINES_OF_A_FILE = 500;
    private static final int MOST_LINES_OF_A_FUNCTION = 60;

    private static final Pattern RFC_LIST =
            Pattern.compile("RFC[ -]?(\\d{3,5}(?:(?:, | and |, and | or |/)\\d{4})*)");
    private static final Pattern TYPE =
            Pattern.compile("\\b(?:class|record|interface|enum) ([A-Z]\\w*)");

    /// Key managers and trust managers are JSSE's own nouns.
    private static final Pattern VAGUE_ENDING =
            Pattern.compile(
                    ".+(Impl|(?<!Key|Trust)Manager|Helper|Utils?|Handler|Processor|Data|Info|Base|Abstract)");

    /// Written in pieces, so that this file keeps its own rules.
    private static final Map<Pattern, String> NEVER =
            Map.of(
                    Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b"),
                    "finish it, or open an issue",
                    Pattern.compile("/\\*" + "\\*"),
                    "doc comments are written with ///",
                    Pattern.compile("\\t"),
                    "indent with spaces",
                    Pattern.compile("\\s+$"),
                    "remove the trailing space",
                    Pattern.compile("\\bThread" + "Local\\b"),
                    "hand it in as a parameter",
                    Pattern.compile("@Dis" + "abled\\b"),
                    "repair the test or delete it",
                    Pattern.compile("\\.printStack" + "Trace\\("),
                    "log it once, at its root",
                    Pattern.compile("Objects\\.requireNonNull\\([a-z]\\w*\\);"),
                    "NullAway has checked that");

    @Test
    void filesAreShortEnoughToHoldInMind() throws IOException {
        var violations = new ArrayList<String>();
        for (var file : sources()) {
            int lines = Files.readAllLines(file).size();
            if (lines > MOST_LINES_OF_A_FILE) {
                violations.add("%s: %d lines; give a part of it a name".formatted(file, lines));
            }
        }
        assertThat(violations).isEmpty();
    }

    @Test
    void functionsAreShortEnoughToSeeAtOnce() throws IOException {
        var violations = new ArrayList<String>();
        for (var file : sources()) {
            for (int indent : new int[] {4, 8, 12}) {
                addLongFunctions(file, " ".repeat(indent), violations);
            }
        }
        assertThat(violations).isEmpty();
    }

    /// The formatter puts a block's end alone on a line, as far to the right as its beginning.
    private static void addLongFunctions(Path file, String indent, List<String> violations)
            throws IOException {
        var lines = Files.readAllLines(file);
        int start = -1;
        for (int i = 0; i < lines.size(); i++) {
            var line = lines.get(i);
            boolean here = line.startsWith(indent) && !line.startsWith(indent + " ");
            if (here && line.equals(indent + "}") && start >= 0) {
                if (i - start + 1 > MOST_LINES_OF_A_FUNCTION) {
                    violations.add(
                            "%s:%d: %d lines; give a part of it a name"
                                    .formatted(file, start + 1, i - start + 1));
                }
                start = -1;
            } else if (here && !line.strip().startsWith("@") && !line.strip().startsWith("//")) {
                start = isFunction(line) ? i : -1;
            }
        }
    }

    private static boolean isFunction(String line) {
        return line.contains("(") && !line.contains(";") && !TYPE.matcher(line).find();
    }

    @Test
    void nothingIsWrittenThatTheHouseForbids() throws IOException {
        var violations = new ArrayList<String>();
        forEachLine((place, line) ->
                NEVER.forEach((pattern, advice) -> {
                    if (pattern.matcher(line).find()) {
                        violations.add(place + ": " + advice);
                    }
                }));
        assertThat(violations).isEmpty();
    }

    @Test
    void citedRfcsAreInTheIndexAndInForce() throws IOException {
        var obsoletedBy = rfcIndex();
        var violations = new ArrayList<String>();
        forEachLine((place, line) -> {
            for (var number : citedRfcs(line)) {
                var successor = obsoletedBy.get(number);
                if (successor == null) {
                    violations.add(place + ": RFC " + number + " is not in rfc/index.txt");
                } else if (!successor.isEmpty() && !successor.contains("required by")) {
                    violations.add(
                            "%s: RFC %s was replaced by %s".formatted(place, number, successor));
                }
            }
        });
        assertThat(violations).isEmpty();
    }

    private static List<String> citedRfcs(String line) {
        return RFC_LIST.matcher(line)
                .results()
                .flatMap(match -> Pattern.compile("\\d+").matcher(match.group(1)).results())
                .map(MatchResult::group)
                .toList();
    }

    /// Number to the number of its successor, `""` while it is in force.
    private static Map<String, String> rfcIndex() throws IOException {
        try (var lines = Files.lines(Path.of("rfc/index.txt"))) {
            return lines.filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\\|"))
                    .collect(
                            Collectors.toMap(cells -> cells[0].strip(), cells -> cells[2].strip()));
        }
    }

    @Test
    void namesOfTypesSayWhatTheyAre() throws IOException {
        var violations = new ArrayList<String>();
        forEachLine((place, line) -> {
            if (line.strip().startsWith("//")) return;
            Matcher type = TYPE.matcher(line);
            while (type.find()) {
                if (VAGUE_ENDING.matcher(type.group(1)).matches()) {
                    violations.add(place + ": " + type.group(1) + " says nothing");
                }
            }
        });
        assertThat(violations).isEmpty();
    }

    @Test
    void everyPackageIsDescribedAndNullMarked() throws IOException {
        var violations = new ArrayList<String>();
        var folders = product().stream().map(Path::getParent).distinct().toList();
        for (var folder : folders) {
            var description = folder.resolve("package-info.java");
            if (!Files.exists(description)) {
                violations.add(folder + ": write a package-info.java");
            } else if (!Files.readString(description).contains("@NullMarked")) {
                violations.add(description + ": add @NullMarked");
            }
        }
        assertThat(violations).isEmpty();
    }

    private static void forEachLine(BiConsumer<String, String> check) throws IOException {
        for (var file : sources()) {
            int number = 0;
            for (var line : Files.readAllLines(file)) {
                number++;
                check.accept(file + ":" + number, line);
            }
        }
    }

    private static List<Path> sources() throws IOException {
        var files = new ArrayList<>(product());
        files.addAll(below("src/test/java"));
        files.addAll(below("src/bench/jmh"));
        return files;
    }

    /// What is in the jar.
    private static List<Path> product() throws IOException {
        var files = new ArrayList<>(below("src/main/java"));
        files.addAll(below("src/bench/java"));
        return files;
    }

    private static List<Path> below(String root) throws IOException {
        try (Stream<Path> walk = Files.walk(Path.of(root))) {
            return walk.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }
}
