package dev.facteur.protocol.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every byte sequence that some server somewhere took for the end of the data.
class SmugglingTest {
    @Test
    void thereAreFifteenSequences() throws IOException {
        assertThat(sequences()).hasSize(15);
    }

    private static final String SMUGGLED = "MAIL FROM:<evil@example.org>\r\nDATA\r\nevil\r\n.\r\n";

    static List<String[]> sequences() throws IOException {
        try (var in =
                SmugglingTest.class.getResourceAsStream("/vectors/smuggling/end-of-data.tsv")) {
            assertThat(in).isNotNull();
            var text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
            return text.lines().skip(1).map(line -> line.split("\t")).toList();
        }
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("sequences")
    void onlyOneSequenceEndsTheData(String id, String escaped, String expected) throws IOException {
        var sequence = escaped.replace("\\x00", "\0").translateEscapes();
        var input = input("hello" + sequence + SMUGGLED + "NOOP\r\n");
        var content = new ByteArrayOutputStream();
        if (expected.equals("END")) {
            input.readData(content::write);
            assertThat(content.toString(StandardCharsets.US_ASCII)).isEqualTo("hello\r\n");
            assertThat(input.readLine(100)).startsWith("MAIL");
            return;
        }
        assertThat(expected).isEqualTo("NOT_END");
        if (id.equals("crlf.")) {
            // Nothing malformed here: a stuffed dot and one long message.
            input.readData(content::write);
        } else {
            assertThatThrownBy(() -> input.readData(content::write))
                    .isInstanceOf(MalformedLine.class);
        }
        assertThat(input.readLine(100)).as("one message was read, not two").isEqualTo("NOOP");
    }

    private static SmtpInput input(String wire) {
        return new SmtpInput(new ByteArrayInputStream(wire.getBytes(StandardCharsets.US_ASCII)));
    }
}
