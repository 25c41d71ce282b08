package dev.facteur.protocol.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.apache.james.mime4j.codec.QuotedPrintableInputStream;

/// What holds for every input, however odd.
final class MimePropertiesTest {
    @Property
    void readableHeaderIsCoveredByItsFieldsWithoutAGap(@ForAll("headers") String text) {
        var bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        HeaderBlock header;
        try {
            header = HeaderBlock.parse(bytes, bytes.length);
        } catch (MalformedHeader e) {
            assertThat(e.reason()).isNotEmpty();
            return;
        }
        var joined = new StringBuilder();
        for (var field : header.fields()) {
            assertThat(field.start()).isEqualTo(joined.length());
            assertThat(field.value()).doesNotContain("\r", "\n");
            assertThat(header.all(field.name())).contains(field);
            joined.append(field.raw());
        }
        if (header.complete()) joined.append("\r\n");
        assertThat(text).startsWith(joined);
        assertThat(header.length()).isEqualTo(joined.length());
        assertThat(header.complete() || header.length() == text.length()).isTrue();
    }

    @Provide
    Arbitrary<String> headers() {
        return pieces(
                "A", "From", ":", " ", "\t", "\r\n", "\r\n", "\r\n", "\r", "\n", "\0", "é", "x");
    }

    @Property
    void addressThatIsFoundIsFoundAgainInItsPlainForm(@ForAll("lists") String text) {
        try {
            for (var mailbox : Mailboxes.parse(text)) {
                var address = mailbox.address();
                assertThat(address.localPart()).isNotEmpty();
                assertThat(address.domain()).isNotEmpty();
                assertThat(Mailboxes.parse(address.toString()))
                        .extracting(Mailbox::address)
                        .containsExactly(address);
            }
        } catch (MalformedHeader e) {
            assertThat(e.fault()).isEqualTo(MalformedHeader.Fault.ADDRESS);
        }
    }

    @Provide
    Arbitrary<String> lists() {
        return pieces(
                "a",
                "b",
                "a@b",
                "@",
                ".",
                ",",
                ";",
                ":",
                "<",
                ">",
                "(",
                ")",
                "[",
                "]",
                "\"",
                "\\",
                " ",
                "\t",
                "é",
                "=?utf-8?Q?x?=",
                "<a@b.c>",
                "\u200b",
                "\u0001");
    }

    @Property
    void noNameBesideAnAddressAddsAnother(@ForAll("names") String name) throws Exception {
        assertThat(Mailboxes.parse(HeaderWriter.mailbox(name, "a@example.com")))
                .extracting(mailbox -> mailbox.address().toString())
                .containsExactly("a@example.com");
    }

    @Provide
    Arbitrary<String> names() {
        return pieces(
                "a", " ", "\"", "\\", ",", "<x@y>", "é", "=?utf-8?Q?", "?=", "(", ")", ";", "x@y");
    }

    @Property
    void encodedWordsAlwaysDecodeToOneLine(@ForAll("words") String text) {
        assertThat(EncodedWords.decode(text).chars()).noneMatch(Character::isISOControl);
    }

    @Provide
    Arbitrary<String> words() {
        return pieces(
                "=?",
                "?=",
                "?",
                "utf-8",
                "iso-8859-1",
                "nosuch",
                "Q",
                "b",
                "=0D=0A",
                "=C3",
                "=A9",
                "w6k=",
                " ",
                "*",
                "é",
                "x",
                "=?utf-8?Q?=0A?=",
                "=?utf-8?B?Cg==?=");
    }

    @Property
    void partsAreCountedTheSameInPiecesOfAnySize(
            @ForAll("mails") String text, @ForAll @IntRange(min = 1, max = 9) int size) {
        var bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        var whole = new PartDepth();
        whole.accept(bytes, 0, bytes.length);
        var pieces = new PartDepth();
        for (int i = 0; i < bytes.length; i += size) {
            pieces.accept(bytes, i, Math.min(size, bytes.length - i));
        }
        assertThat(pieces.parts()).isEqualTo(whole.parts());
        assertThat(pieces.excess()).isEqualTo(whole.excess());
    }

    @Provide
    Arbitrary<String> mails() {
        return pieces(
                "Content-Type: multipart/mixed; boundary=a\r\n",
                "Content-Type: multipart/digest;\r\n boundary=\"b\"\r\n",
                "Content-Type: message/rfc822\r\n",
                "\r\n",
                "\r\n",
                "--a\r\n",
                "--b\r\n",
                "--a--\r\n",
                "--",
                "text\r\n",
                "\n");
    }

    @Property
    void quotedPrintableReadsBackTheSameOnShortLines(@ForAll("texts") String text)
            throws IOException {
        var encoded = QuotedPrintable.encode(text);
        assertThat(encoded.chars()).allMatch(c -> c < 0x7f);
        for (var line : encoded.split("\r\n", -1)) {
            assertThat(line).hasSizeLessThanOrEqualTo(76);
            assertThat(line).doesNotEndWith(" ").doesNotContain("\r", "\n", "\t");
        }
        try (var in =
                new QuotedPrintableInputStream(
                        new ByteArrayInputStream(encoded.getBytes(StandardCharsets.US_ASCII)))) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo(text.replace("\n", "\r\n"));
        }
    }

    @Provide
    Arbitrary<String> texts() {
        return pieces("words of a text", "\n", " ", "=", "é", "\t", ".", "x".repeat(74), "🔑");
    }

    private static Arbitrary<String> pieces(String... pieces) {
        return Arbitraries.of(pieces).list().ofMaxSize(25).map(list -> String.join("", list));
    }
}
