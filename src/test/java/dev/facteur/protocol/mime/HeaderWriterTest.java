package dev.facteur.protocol.mime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HeaderWriterTest {
    @ParameterizedTest
    @ValueSource(strings = {"a\r\nBcc: x", "a\nb", "a\rb", "a\0", "a\u0085b", "a\u007f"})
    void valueThatCouldEndALineIsRefused(String value) {
        assertThatThrownBy(() -> new HeaderWriter().field("X", value))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new HeaderWriter().text("X", value))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> HeaderWriter.mailbox(value, "a@example.com"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A:", "A B", "A\r\n", "é"})
    void nameThatIsNoneIsRefused(String name) {
        assertThatThrownBy(() -> new HeaderWriter().field(name, "x"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void longValuesAreFoldedAndReadBackTheSame() throws Exception {
        var value = "word  and words ".repeat(40).strip();
        var header = new HeaderWriter().field("X-Long", value).bytes();
        assertThat(new String(header, StandardCharsets.UTF_8).lines())
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(76))
                .noneMatch(String::isBlank);
        var field = HeaderBlock.parse(header, header.length).fields().getFirst();
        assertThat(field.value()).isEqualTo(value);
    }

    @Test
    void textBeyondAsciiBecomesEncodedWordsThatReadBackTheSame() throws Exception {
        var subject = "Réinitialisation du mot de passe 🔑 pour votre compte ".repeat(6).strip();
        var header = new HeaderWriter().text("Subject", subject).bytes();
        assertThat(header).asString().isASCII();
        assertThat(new String(header, StandardCharsets.UTF_8).lines())
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(76));
        var field = HeaderBlock.parse(header, header.length).fields().getFirst();
        assertThat(EncodedWords.decode(field.value())).isEqualTo(subject);
    }

    @Test
    void wordTooLongForALineIsRefused() {
        assertThatThrownBy(() -> new HeaderWriter().field("X", "x".repeat(998)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void mailboxNamesAreQuotedOrEncoded() throws Exception {
        for (var name : new String[] {"", "Jo", "Doe, \"J\\o\"", "Zoé", "=?x?q?y?="}) {
            var text = HeaderWriter.mailbox(name, "a@example.com");
            assertThat(Mailboxes.parse(text)).hasSize(1);
            assertThat(Mailboxes.parse(text).getFirst().name()).isEqualTo(name);
        }
    }

    @Test
    void datesFollowRfc5322() {
        assertThat(Dates.format(Instant.parse("2026-09-03T09:05:00Z")))
                .isEqualTo("Thu, 3 Sep 2026 09:05:00 +0000");
    }

    @Test
    void encodedWordsThatCannotBeReadStay() {
        assertThat(EncodedWords.decode("=?nosuch?Q?x?= =?utf-8?B?*?=")).contains("=?nosuch?Q?x?=");
        assertThat(EncodedWords.decode("=?utf-8?Q?a=0D=0Ab?=")).isEqualTo("a  b");
        assertThat(EncodedWords.decode("=?iso-8859-1*fr?q?=E9t=E9_?= x")).isEqualTo("été  x");
        assertThat(EncodedWords.decode("=?utf-8?B?w6k?= =?utf-8?B?w6k=?=")).isEqualTo("éé");
        assertThat(EncodedWords.decode("=?utf-8?Q?=C3?= =?utf-8?Q?=A9?=")).isEqualTo("é");
    }

    @Test
    void halfACharacterInAnEncodedWordIsShownAsUnreadable() {
        assertThat(EncodedWords.decode("a =?UTF-32BE?B?AADYAA==?= b")).isEqualTo("a \ufffd b");
    }
}
