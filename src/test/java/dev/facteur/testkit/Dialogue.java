package dev.facteur.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;

/// A scripted conversation and the rule it shows, as the files below `conformance` hold them; the
/// README there says how they are written.
///
/// @param place where it stands, for whoever runs the tests in an editor
public record Dialogue(String rule, URI place, List<Line> lines) {
    private static final Path ROOT = Path.of("src/test/resources/conformance");

    /// `C: text`, `C 1000x: text` or `C closes`.
    private static final Pattern LINE =
            Pattern.compile("([A-Za-z ]+?)(?: (\\d+)x)?(?:: ?(.*))?", Pattern.DOTALL);

    private static final Pattern OCTET = Pattern.compile("\\\\x([0-9a-f]{2})");
    private static final Pattern REPEATED = Pattern.compile("\\{([^{}]+)\\*(\\d+)}");
    private static final Pattern BASE64 = Pattern.compile("\\{base64:([^{}]*)}");

    public Dialogue {
        lines = List.copyOf(lines);
    }

    /// What somebody says or does, or what comes of it.
    ///
    /// @param head who or what: `C`, `S closes`, `kept`
    /// @param times how often; `{n}` in the text then counts from 1
    public record Line(int number, String head, int times, String text) {
        /// The text of each time, one character an octet.
        public List<String> octets() {
            var all = new ArrayList<String>();
            for (int i = 1; i <= times; i++) {
                all.add(Dialogue.octets(text.replace("{n}", String.valueOf(i))));
            }
            return all;
        }

        @Override
        public String toString() {
            return "line " + number + ": " + head + (text.isEmpty() ? "" : ": " + text);
        }
    }

    /// Holds a production part to what a dialogue says.
    public interface Holder {
        /// @param pieces whether what one side says in one write comes to the other in small pieces
        void hold(Dialogue dialogue, boolean pieces) throws Exception;
    }

    /// The dialogues of one side, `server` or `client`, as tests, a container for each file. Each
    /// is held twice, whole and in pieces, unless it says `in one piece`.
    public static Stream<DynamicContainer> tests(String side, Holder holder) {
        return topics(side).stream()
                .map(topic ->
                        DynamicContainer.dynamicContainer(
                                topic.getFileName().toString(),
                                read(topic).stream().flatMap(one -> one.tests(holder))));
    }

    private Stream<DynamicTest> tests(Holder holder) {
        var whole = DynamicTest.dynamicTest(rule, place, () -> holder.hold(this, false));
        if (is("in one piece")) return Stream.of(whole);
        return Stream.of(
                whole,
                DynamicTest.dynamicTest(
                        rule + " (in pieces)", place, () -> holder.hold(this, true)));
    }

    /// The files of one side, `server` or `client`, by name.
    private static List<Path> topics(String side) {
        try (Stream<Path> files = Files.list(ROOT.resolve(side))) {
            return files.filter(file -> file.toString().endsWith(".txt")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The dialogues of a file: each begins with `== ` and its rule.
    private static List<Dialogue> read(Path topic) {
        var dialogues = new ArrayList<Dialogue>();
        List<Line> lines = new ArrayList<>();
        int number = 0;
        for (var line : allLines(topic)) {
            number++;
            if (line.startsWith("== ")) {
                lines = new ArrayList<>();
                var place = URI.create(topic.toAbsolutePath().toUri() + "?line=" + number);
                dialogues.add(new Dialogue(line.substring(3), place, List.of()));
            } else if (!line.isBlank() && !line.startsWith("#")) {
                lines.add(line(topic, number, line));
                var begun = dialogues.removeLast();
                dialogues.add(new Dialogue(begun.rule, begun.place, lines));
            }
        }
        return dialogues;
    }

    private static List<String> allLines(Path topic) {
        try {
            return Files.readAllLines(topic);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Line line(Path topic, int number, String text) {
        var parts = LINE.matcher(text);
        if (!parts.matches()) throw new IllegalArgumentException(topic + ":" + number);
        int times = parts.group(2) == null ? 1 : Integer.parseInt(parts.group(2));
        return new Line(
                number, parts.group(1), times, parts.group(3) == null ? "" : parts.group(3));
    }

    /// The first line that is `head`, or this text when there is none.
    public String setting(String head, String otherwise) {
        return lines.stream()
                .filter(line -> line.head().equals(head))
                .map(Line::text)
                .findFirst()
                .orElse(otherwise);
    }

    /// Whether the dialogue says this about itself.
    public boolean is(String head) {
        return lines.stream().anyMatch(line -> line.head().equals(head));
    }

    /// The text as it goes over the wire, one character an octet: UTF-8, with the escapes of a Java
    /// text block, `\xff` for an octet, `{x*512}` for repetition and `{base64:…}`.
    public static String octets(String text) {
        var bytes = new String(text.getBytes(UTF_8), ISO_8859_1);
        var octal = OCTET.matcher(bytes).replaceAll(Dialogue::octalEscape);
        var plain = octal.translateEscapes();
        return BASE64.matcher(withRepetitions(plain)).replaceAll(Dialogue::base64);
    }

    /// From the innermost braces to the outermost.
    private static String withRepetitions(String text) {
        var rest = text;
        for (var found = REPEATED.matcher(rest); found.find(); found = REPEATED.matcher(rest)) {
            rest = found.replaceAll(Dialogue::repeated);
        }
        return rest;
    }

    private static String octalEscape(MatchResult hexadecimal) {
        return "\\\\" + "%03o".formatted(Integer.parseInt(hexadecimal.group(1), 16));
    }

    private static String repeated(MatchResult match) {
        var text = match.group(1).repeat(Integer.parseInt(match.group(2)));
        return Matcher.quoteReplacement(text);
    }

    private static String base64(MatchResult match) {
        return Base64.getEncoder().encodeToString(match.group(1).getBytes(ISO_8859_1));
    }

    /// A pattern for a line somebody says: `…` stands for anything, and what follows the text after
    /// a blank is free when `open`.
    public static Pattern pattern(String text, boolean open) {
        return Pattern.compile(
                Stream.of(text.split("…", -1))
                                .map(piece -> Pattern.quote(octets(piece)))
                                .collect(Collectors.joining(".*"))
                        + (open ? "( .*)?" : ""),
                Pattern.DOTALL);
    }

    /// The octets cut into pieces as a slow network might, at most some two hundred.
    public static List<String> inPieces(String octets) {
        var pieces = new ArrayList<String>();
        int shortest = octets.length() / 200;
        for (int at = 0; at < octets.length(); ) {
            int end = Math.min(octets.length(), at + shortest + 1 + at % 3);
            pieces.add(octets.substring(at, end));
            at = end;
        }
        return pieces;
    }
}
