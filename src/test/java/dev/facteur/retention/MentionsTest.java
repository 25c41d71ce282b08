package dev.facteur.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.mail.Address;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class MentionsTest {
    private final Mentions ada = new Mentions(new Address("ada", "example.com"));

    private boolean in(String content) {
        return ada.in(content.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void anAddressIsFoundHoweverItIsSpelled() {
        assertThat(ada.in("550 <ADA@Example.com> unknown")).isTrue();
        assertThat(ada.in("Write to ada@example.com.")).isTrue();
        assertThat(ada.in("{\"to\":\"ada@example.com\"}")).isTrue();
    }

    @Test
    void itIsNotFoundInAnotherOne() {
        assertThat(ada.in("grenada@example.com")).isFalse();
        assertThat(ada.in("x.ada@example.com, ada@example.com.au, ada@example.community"))
                .isFalse();
    }

    @Test
    void itIsFoundInQuotedPrintable() {
        assertThat(in("ada=40example.com")).isTrue();
        assertThat(in("ada@exam=\r\nple.com")).isTrue();
        assertThat(in("ada=4example.com =")).isFalse();
    }

    @Test
    void itIsFoundInBase64WhereverItBegins() {
        for (int before = 0; before < 5; before++) {
            var text = " ".repeat(before) + "Ada@example.com";
            var coded =
                    Base64.getMimeEncoder(12, new byte[] {'\r', '\n'})
                            .encodeToString(text.getBytes(StandardCharsets.UTF_8));
            assertThat(in("Content-Transfer-Encoding: base64\r\n\r\n" + coded)).isTrue();
        }
    }

    @Test
    void whatIsTakenOutLeavesTheRestAsItWas() {
        assertThat(ada.erasedFrom("<Ada@example.com>: full; grenada@example.com: fine"))
                .isEqualTo("<(erased)>: full; grenada@example.com: fine");
    }
}
