package dev.facteur.protocol.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class PartDepthTest {
    @Test
    void partsAreCountedHoweverTheBytesArrive() {
        var mail =
                """
                Content-Type: multipart/mixed;
                 x="a;b"; BOUNDARY = "one two" ; y=z

                preamble
                --one two
                Content-Type: multipart/alternative; boundary=in

                --in

                a
                --in--
                --one two--not this
                --one two
                content-type : message/rfc822

                Subject: x
                Content-Type: multipart/mixed; boundary=deep

                --deep
                --deep
                --one two--
                --one two
                """
                        .replace("\n", "\r\n")
                        .getBytes(StandardCharsets.UTF_8);
        for (int size = 1; size <= mail.length; size++) {
            var depth = new PartDepth();
            for (int i = 0; i < mail.length; i += size) {
                depth.accept(mail, i, Math.min(size, mail.length - i));
            }
            assertThat(depth.parts()).as("in pieces of %d", size).isEqualTo(5);
            assertThat(depth.excess()).isNull();
        }
    }

    @Test
    void fiftyLevelsAreTakenAndFiftyOneAreNot() {
        assertThat(read(nested(50)).excess()).isNull();
        assertThat(read(nested(51)).excess()).contains("inside one another");
        assertThat(read(nested(100_000)).excess()).contains("inside one another");
    }

    @Test
    void messagesInsideMessagesCountAsLevels() {
        var message = "Content-Type: message/rfc822\r\n\r\n";
        assertThat(read(message.repeat(50)).excess()).isNull();
        assertThat(read(message.repeat(51)).excess()).contains("inside one another");
        var digest = "Content-Type: multipart/digest; boundary=b\r\n\r\n--b\r\n\r\n";
        assertThat(read(digest + message.repeat(49)).excess()).contains("inside one another");
    }

    @Test
    void thousandPartsAreTakenAndOneMoreIsNot() {
        var head = "Content-Type: multipart/mixed; boundary=b\r\n\r\n";
        assertThat(read(head + "--b\r\n\r\nx\r\n".repeat(1_000)).excess()).isNull();
        assertThat(read(head + "--b\r\n\r\nx\r\n".repeat(1_001)).excess()).contains("1000 parts");
    }

    @Test
    void linesLikeDelimitersInAMailWithoutPartsMeanNothing() {
        var depth = read("Subject: x\r\n\r\n" + "--b\r\n\r\n".repeat(2_000));
        assertThat(depth.parts()).isZero();
        assertThat(depth.excess()).isNull();
    }

    private static String nested(int levels) {
        var mail = new StringBuilder();
        for (int i = 0; i < levels; i++) {
            mail.append("Content-Type: multipart/mixed; boundary=b").append(i);
            mail.append("\r\n\r\n--b").append(i).append("\r\n");
        }
        return mail.toString();
    }

    private static PartDepth read(String mail) {
        var depth = new PartDepth();
        var bytes = mail.getBytes(StandardCharsets.UTF_8);
        depth.accept(bytes, 0, bytes.length);
        return depth;
    }
}
