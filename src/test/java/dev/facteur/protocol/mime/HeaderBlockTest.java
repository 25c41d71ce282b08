package dev.facteur.protocol.mime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.facteur.protocol.mime.MalformedHeader.Fault;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HeaderBlockTest {
    private static final String MAIL =
            "From: a@example.com\r\nSubject: one\r\n  two\r\n\tthree\r\nX:\r\n\r\nbody: no\r\n";

    @Test
    void fieldsComeInOrderWithTheirBytes() throws Exception {
        var header = parse(MAIL);
        assertThat(header.fields())
                .extracting(HeaderField::name)
                .containsExactly("From", "Subject", "X");
        var subject = header.fields().get(1);
        assertThat(MAIL.substring(subject.start(), subject.end())).isEqualTo(subject.raw());
        assertThat(subject.raw()).isEqualTo("Subject: one\r\n  two\r\n\tthree\r\n");
        assertThat(subject.rawValue()).isEqualTo(" one\r\n  two\r\n\tthree");
        assertThat(subject.value()).isEqualTo("one  two\tthree");
        assertThat(header.fields().get(2).value()).isEmpty();
        assertThat(header.complete()).isTrue();
        assertThat(MAIL.substring(header.length())).isEqualTo("body: no\r\n");
    }

    @Test
    void namesAreFoundInAnyCaseAndBeforeAnyWhitespace() throws Exception {
        var header = parse("FROM : a\r\nfrom:b\r\nTo: c\r\n\r\n");
        assertThat(header.count("From")).isEqualTo(2);
        assertThat(header.first("from").orElseThrow().value()).isEqualTo("a");
        assertThat(header.all("From")).extracting(HeaderField::value).containsExactly("a", "b");
        assertThat(header.first("Cc")).isEmpty();
    }

    @Test
    void headerWithoutEmptyLineEndsWithTheBytes() throws Exception {
        var header = parse("A: 1\r\nB: 2");
        assertThat(header.complete()).isFalse();
        assertThat(header.fields()).extracting(HeaderField::value).containsExactly("1", "2");
        assertThat(parse("").fields()).isEmpty();
        assertThat(parse("\r\nbody").length()).isEqualTo(2);
    }

    @Test
    void utf8IsReadAndWhatIsNotUtf8IsReadAsLatin1() throws Exception {
        assertThat(parse("A: é\r\n").fields().getFirst().value()).isEqualTo("é");
        var latin1 = "A: é\r\n".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(HeaderBlock.parse(latin1, latin1.length).fields().getFirst().value())
                .isEqualTo("é");
    }

    @ParameterizedTest
    @ValueSource(strings = {"A: 1\r\nnonsense\r\n\r\n", ": x\r\n", "A B: x\r\n", "é: x\r\n"})
    void lineThatIsNoFieldIsRefused(String text) {
        assertThat(fault(text)).isEqualTo(Fault.NO_FIELD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A: 1\nFrom: x\r\n",
                "A: 1\rB: 2\r\n",
                "A: \0\r\n",
                "A: 1\r\r\n\r\n",
                "A: 1\r"
            })
    void bareLineEndsAndNulAreRefused(String text) {
        assertThat(fault(text)).isEqualTo(Fault.FORBIDDEN_BYTE);
    }

    @Test
    void headerThatBeginsFoldedIsRefused() {
        assertThat(fault(" A: 1\r\n\r\n")).isEqualTo(Fault.CONTINUATION_OF_NOTHING);
    }

    @Test
    void sizesAreLimited() throws Exception {
        assertThat(fault("A:\r\n".repeat(1_001))).isEqualTo(Fault.TOO_MANY_FIELDS);
        assertThat(parse("A:\r\n".repeat(1_000)).fields()).hasSize(1_000);
        assertThat(fault("A:" + "x".repeat(64 * 1024) + "\r\n")).isEqualTo(Fault.FIELD_TOO_LONG);
        var field = "A:" + "x".repeat(60 * 1024) + "\r\n";
        assertThat(fault(field.repeat(5) + "\r\n")).isEqualTo(Fault.BLOCK_TOO_LONG);
    }

    @Test
    void bodyStartIsFoundHoweverTheBytesArrive() {
        var bytes = MAIL.getBytes(StandardCharsets.UTF_8);
        int start = HeaderBlock.bodyStart(bytes, 0, bytes.length);
        assertThat(start).isEqualTo(MAIL.indexOf("body"));
        for (int seen = 0; seen < start; seen++) {
            assertThat(HeaderBlock.bodyStart(bytes, 0, seen)).isEqualTo(-1);
            assertThat(HeaderBlock.bodyStart(bytes, seen, bytes.length)).isEqualTo(start);
        }
    }

    private static Fault fault(String text) {
        return catchThrowableOfType(MalformedHeader.class, () -> parse(text)).fault();
    }

    private static HeaderBlock parse(String text) throws MalformedHeader {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        return HeaderBlock.parse(bytes, bytes.length);
    }
}
