package dev.facteur.protocol.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The readers against input nobody thought of: two implementations of one rule must agree, and
/// nothing but the declared refusals may come out.
class AnyInputTest {
    private static final String[] PIECES = {"\r\n", ".", "\r", "\n", "\0", "a", "\r\n.\r\n", "\t"};
    private static final int ROUNDS = 20_000;

    @Test
    void dataIsReadAsTheDefinitionSaysHoweverItArrives() throws IOException {
        var random = new Random(1);
        for (int round = 0; round < ROUNDS; round++) {
            var wire = pieces(random) + "\r\n.\r\nrest";
            var input = input(wire, random);
            var content = new ByteArrayOutputStream();
            String outcome;
            try {
                input.readData(content::write);
                outcome = content.toString(StandardCharsets.ISO_8859_1);
            } catch (MalformedLine _) {
                outcome = "malformed";
            }
            assertThat(outcome + "|" + rest(input)).as(escaped(wire)).isEqualTo(defined(wire));
        }
    }

    /// The same by string operations: slow, and plain enough to be right.
    private static String defined(String wire) {
        int end = wire.startsWith(".\r\n") ? 0 : wire.indexOf("\r\n.\r\n") + 2;
        var raw = wire.substring(0, end);
        var rest = wire.substring(end + 3);
        var bare = raw.replace("\r\n", "");
        boolean malformed = bare.matches("(?s).*[\r\n\0].*");
        var lines = new StringBuilder();
        for (var line : raw.split("(?<=\r\n)")) {
            lines.append(line.startsWith(".") ? line.substring(1) : line);
        }
        return (malformed ? "malformed" : lines) + "|" + rest;
    }

    private static String rest(SmtpInput input) throws IOException {
        var rest = new ByteArrayOutputStream();
        try {
            while (true) input.readChunk(1, rest::write);
        } catch (EOFException _) {
            return rest.toString(StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    void linesAreCutAtCrlfOnlyHoweverTheyArrive() throws IOException {
        var random = new Random(2);
        for (int round = 0; round < ROUNDS; round++) {
            var wire = pieces(random) + "\r\n";
            var line = wire.substring(0, wire.indexOf("\r\n"));
            boolean malformed = line.matches("(?s).*[\r\n\0].*");
            String outcome;
            try {
                outcome = input(wire, random).readLine(1_000);
            } catch (MalformedLine _) {
                outcome = "malformed";
            }
            assertThat(outcome).as(escaped(wire)).isEqualTo(malformed ? "malformed" : line);
        }
    }

    @Test
    void anyCommandLineIsUnderstoodOrRefused() {
        var random = new Random(3);
        var words =
                new String[] {
                    "MAIL FROM:",
                    "RCPT TO:",
                    "BDAT ",
                    "AUTH ",
                    "EHLO ",
                    "<",
                    ">",
                    "a@b.example",
                    " ",
                    "\"",
                    "\\",
                    "@",
                    ",",
                    ":",
                    "[",
                    "]",
                    "IPv6:",
                    "::",
                    "SIZE=",
                    "ENVID=",
                    "NOTIFY=",
                    "ORCPT=",
                    "rfc822;",
                    "+4",
                    "=",
                    "é",
                    "\ud83d\ude00",
                    "9",
                    "LAST"
                };
        for (int round = 0; round < 5 * ROUNDS; round++) {
            var line = new StringBuilder();
            for (int i = random.nextInt(12); i >= 0; i--) {
                line.append(words[random.nextInt(words.length)]);
            }
            try {
                assertThat(CommandParser.parse(line.toString())).isNotNull();
            } catch (Rejected refusal) {
                assertThat(refusal.reply().code()).as(line.toString()).isBetween(421, 559);
            }
        }
    }

    private static String pieces(Random random) {
        var text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }

    private static SmtpInput input(String wire, Random random) {
        int most = 1 + random.nextInt(5);
        return new SmtpInput(
                new ByteArrayInputStream(wire.getBytes(StandardCharsets.ISO_8859_1)) {
                    @Override
                    public synchronized int read(byte[] bytes, int offset, int length) {
                        return super.read(bytes, offset, Math.min(length, most));
                    }
                });
    }

    private static String escaped(String wire) {
        return wire.replace("\r", "\\r").replace("\n", "\\n").replace("\0", "\\0");
    }
}
