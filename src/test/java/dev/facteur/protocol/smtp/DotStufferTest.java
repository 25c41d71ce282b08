package dev.facteur.protocol.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DotStufferTest {
    @Test
    void lineThatBeginsWithADotGetsAnother() throws IOException {
        assertThat(stuffed(".a\r\n.\r\nb.\r\n", 100)).isEqualTo("..a\r\n..\r\nb.\r\n.\r\n");
    }

    @Test
    void missingLastLineEndIsAdded() throws IOException {
        assertThat(stuffed("a", 100)).isEqualTo("a\r\n.\r\n");
        assertThat(stuffed("", 100)).isEqualTo(".\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\rb", "a\r", "\r\r\n", "\0"})
    void bareBytesNeverGoOut(String content) {
        assertThatThrownBy(() -> stuffed(content, 100)).isInstanceOf(MalformedLine.class);
        assertThatThrownBy(() -> stuffed(content, 1)).isInstanceOf(MalformedLine.class);
    }

    @Test
    void whatIsStuffedIsReadBackTheSame() throws IOException {
        var random = new Random(7);
        var pieces = new String[] {".", "\r\n", "a", "\t", "..", "long words here"};
        for (int round = 0; round < 500; round++) {
            var content = new StringBuilder();
            for (int i = random.nextInt(30); i > 0; i--) {
                content.append(pieces[random.nextInt(pieces.length)]);
            }
            content.append("\r\n");
            var wire = stuffed(content.toString(), 1 + random.nextInt(5));
            var back = new ByteArrayOutputStream();
            new SmtpInput(new ByteArrayInputStream(wire.getBytes(StandardCharsets.US_ASCII)))
                    .readData(back::write);
            assertThat(back.toString(StandardCharsets.US_ASCII)).isEqualTo(content.toString());
        }
    }

    private static String stuffed(String content, int pieceLength) throws IOException {
        var out = new ByteArrayOutputStream();
        var stuffer = new DotStuffer(out);
        var bytes = content.getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < bytes.length; i += pieceLength) {
            stuffer.write(bytes, i, Math.min(pieceLength, bytes.length - i));
        }
        stuffer.finish();
        return out.toString(StandardCharsets.US_ASCII);
    }
}
