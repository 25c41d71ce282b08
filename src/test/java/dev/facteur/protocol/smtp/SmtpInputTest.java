package dev.facteur.protocol.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facteur.protocol.smtp.MalformedLine.Reason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SmtpInputTest {
    @Test
    void linesComeWithoutTheirEndAndThenNull() throws IOException {
        var input = input("EHLO a\r\n\r\nQUIT\r\n");
        assertThat(input.readLine(100)).isEqualTo("EHLO a");
        assertThat(input.hasBuffered()).isTrue();
        assertThat(input.readLine(100)).isEmpty();
        assertThat(input.readLine(100)).isEqualTo("QUIT");
        assertThat(input.hasBuffered()).isFalse();
        assertThat(input.readLine(100)).isNull();
    }

    @Test
    void lineMayArriveByteByByte() throws IOException {
        var input = new SmtpInput(oneByteAtATime("MAIL FROM:<a@b.example>\r\nRSET\r\n"));
        assertThat(input.readLine(100)).isEqualTo("MAIL FROM:<a@b.example>");
        assertThat(input.readLine(100)).isEqualTo("RSET");
    }

    @Test
    void streamThatEndsInsideALineIsBroken() {
        assertThatThrownBy(() -> input("QUIT").readLine(100)).isInstanceOf(EOFException.class);
        assertThatThrownBy(() -> input("QUIT\r").readLine(100)).isInstanceOf(EOFException.class);
    }

    @Test
    void bareBytesInALineAreRefused() {
        assertRefused("NOOP\rX\r\n", Reason.BARE_CR);
        assertRefused("NOOP\nX\r\n", Reason.BARE_LF);
        assertRefused("NOOP\n", Reason.BARE_LF);
        assertRefused("NOOP\r\r\n", Reason.BARE_CR);
        assertRefused("NO\0OP\r\n", Reason.NUL);
    }

    @Test
    void bareLineFeedIsRefusedWithoutWaitingForMore() {
        var input =
                new SmtpInput(
                        new InputStream() {
                            private boolean read;

                            @Override
                            public int read(byte[] bytes, int offset, int length) {
                                assertThat(read).as("nothing more is asked for").isFalse();
                                read = true;
                                bytes[offset] = '\n';
                                return 1;
                            }

                            @Override
                            public int read() {
                                throw new AssertionError("bytes are read in bulk");
                            }
                        });
        assertThatThrownBy(() -> input.readLine(100)).isInstanceOf(MalformedLine.class);
    }

    @Test
    void lineLongerThanTheLimitIsReadAwayAndTheNextOneIsIntact() throws IOException {
        var input = new SmtpInput(oneByteAtATime("x".repeat(40_000) + "\r\nNOOP\r\n"));
        assertThatThrownBy(() -> input.readLine(512))
                .isInstanceOfSatisfying(
                        MalformedLine.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.TOO_LONG));
        assertThat(input.readLine(512)).isEqualTo("NOOP");
    }

    @Test
    void limitCountsBytesWithoutTheLineEnd() throws IOException {
        assertThat(input("12345\r\n").readLine(5)).isEqualTo("12345");
        assertRefused(5, "123456\r\n", Reason.TOO_LONG);
    }

    @Test
    void longestLineFitsWhereverItStartsInTheBuffer() throws IOException {
        var line = "y".repeat(SmtpInput.MAX_LIMIT);
        var input = input("x".repeat(10_000) + "\r\n" + line + "\r\nend\r\n");
        assertThat(input.readLine(10_000)).hasSize(10_000);
        assertThat(input.readLine(SmtpInput.MAX_LIMIT)).isEqualTo(line);
        assertThat(input.readLine(10)).isEqualTo("end");
    }

    @Test
    void linesAreUtf8AndOtherBytesAreQuotedAsLatin1OrRefused() throws IOException {
        var utf8 = "500 Fehler: ä\r\n".getBytes(StandardCharsets.UTF_8);
        var latin1 = "500 Fehler: ä\r\nNOOP\r\n".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(new SmtpInput(new ByteArrayInputStream(utf8)).readLine(99)).endsWith("ä");
        assertThat(new SmtpInput(new ByteArrayInputStream(latin1)).readLine(99)).endsWith("ä");
        assertThat(new SmtpInput(new ByteArrayInputStream(utf8)).readUtf8Line(99)).endsWith("ä");
        var strict = new SmtpInput(new ByteArrayInputStream(latin1));
        assertThatThrownBy(() -> strict.readUtf8Line(99)).isInstanceOf(MalformedLine.class);
        assertThat(strict.readUtf8Line(99)).isEqualTo("NOOP");
    }

    @Test
    void dataEndsAtTheDotAndStuffedDotsAreTakenAway() throws IOException {
        var input = input("a\r\n..b\r\n...\r\n.c\r\n.\r\nQUIT\r\n");
        assertThat(data(input)).isEqualTo("a\r\n.b\r\n..\r\nc\r\n");
        assertThat(input.readLine(10)).isEqualTo("QUIT");
    }

    @Test
    void dataMayBeEmpty() throws IOException {
        assertThat(data(input(".\r\n"))).isEmpty();
    }

    @Test
    void dataIsTheSameHoweverItIsCutIntoPieces() throws IOException {
        var wire = "..\r\n\r\na\tb\r\n..c\r\n" + "z".repeat(20) + "\r\n.\r\n";
        var whole = data(input(wire));
        assertThat(data(new SmtpInput(oneByteAtATime(wire)))).isEqualTo(whole);
        assertThat(whole).isEqualTo(".\r\n\r\na\tb\r\n.c\r\n" + "z".repeat(20) + "\r\n");
    }

    @Test
    void dataLargerThanTheBufferArrivesWhole() throws IOException {
        var line = "0123456789 abcdefghijklmnopqrstuvwxyz\tABCDEFG\r\n";
        var content = (line + "." + line).repeat(2_000);
        var wire = content.replace("\r\n.", "\r\n..") + ".\r\n";
        assertThat(data(input(wire))).isEqualTo(content);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\rb", "a\0b", "\n", "\r", "\0", "\r\r"})
    void defectInDataIsReportedAfterTheTrueEnd(String defect) throws IOException {
        var input = input("one\r\n" + defect + "\r\ntwo\r\n.\r\nNOOP\r\n");
        assertThatThrownBy(() -> data(input)).isInstanceOf(MalformedLine.class);
        assertThat(input.readLine(10)).isEqualTo("NOOP");
    }

    @Test
    void contentLineOverSixteenKilobytesIsRefused() throws IOException {
        var longest = "x".repeat(StrictContent.MAX_LINE) + "\r\n";
        assertThat(data(input(longest + ".\r\n"))).isEqualTo(longest);
        var input = input("x" + longest + ".\r\nNOOP\r\n");
        assertThatThrownBy(() -> data(input)).hasMessageContaining("too long");
        assertThat(input.readLine(10)).isEqualTo("NOOP");
    }

    @Test
    void chunkIsExactlyItsBytes() throws IOException {
        var input = input("ab\r\n.\r\ncdNOOP\r\n");
        var chunk = new ByteArrayOutputStream();
        input.readChunk(9, chunk::write);
        assertThat(chunk.toString(StandardCharsets.US_ASCII)).isEqualTo("ab\r\n.\r\ncd");
        assertThat(input.readLine(10)).isEqualTo("NOOP");
    }

    @Test
    void lineEndMayBeCutBetweenTwoChunks() throws IOException {
        var kept = new ByteArrayOutputStream();
        var content = StrictContent.plain(kept::write);
        var input = input("..a\r\nb");
        input.readChunk(4, content);
        input.readChunk(2, content);
        content.finish();
        assertThat(kept.toString(StandardCharsets.US_ASCII)).isEqualTo("..a\r\nb\r\n");
    }

    @Test
    void bareBytesInChunksAreRefused() throws IOException {
        for (var defect : new String[] {"a\nb", "a\rb", "a\0b", "ab\r"}) {
            var content = StrictContent.plain((_, _, _) -> {});
            input(defect).readChunk(defect.length(), content);
            assertThatThrownBy(content::finish).isInstanceOf(MalformedLine.class);
        }
    }

    private static void assertRefused(String wire, Reason reason) {
        assertRefused(100, wire, reason);
    }

    private static void assertRefused(int limit, String wire, Reason reason) {
        assertThatThrownBy(() -> input(wire).readLine(limit))
                .isInstanceOfSatisfying(
                        MalformedLine.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    private static String data(SmtpInput input) throws IOException {
        var content = new ByteArrayOutputStream();
        input.readData(content::write);
        return content.toString(StandardCharsets.UTF_8);
    }

    private static SmtpInput input(String wire) {
        return new SmtpInput(new ByteArrayInputStream(wire.getBytes(StandardCharsets.UTF_8)));
    }

    private static InputStream oneByteAtATime(String wire) {
        return new ByteArrayInputStream(wire.getBytes(StandardCharsets.UTF_8)) {
            @Override
            public synchronized int read(byte[] bytes, int offset, int length) {
                return super.read(bytes, offset, Math.min(length, 1));
            }
        };
    }
}
