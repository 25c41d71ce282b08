package dev.facteur.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class AddressTest {
    static List<String[]> vectors() throws IOException {
        var cases = new ArrayList<String[]>();
        try (var in =
                AddressTest.class.getResourceAsStream("/vectors/address/isemail-tests.json")) {
            for (var pair : JsonMapper.shared().readTree(in)) {
                cases.add(new String[] {pair.get(0).asString(), pair.get(1).asString()});
            }
        }
        return cases;
    }

    @Test
    void thereAreAllVectors() throws IOException {
        assertThat(vectors()).hasSize(185);
    }

    /// Legal in SMTP are the categories about DNS (which a parser does not ask) and those RFC 5321
    /// allows; the others are legal in headers only, obsolete, or wrong.
    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("vectors")
    void mailboxIsWhatTheVectorsCallLegalInSmtp(String text, String diagnosis) throws Exception {
        boolean legal =
                diagnosis.equals("valid")
                        || diagnosis.startsWith("dnsWarn")
                        || diagnosis.startsWith("rfc5321");
        if (legal) {
            assertThat(Address.parse(text)).hasToString(text);
        } else {
            assertThatThrownBy(() -> Address.parse(text)).isInstanceOf(MalformedAddress.class);
        }
    }

    @Test
    void letterThatOnlyLooksLikeOneOfIpv6IsRefused() {
        assertThatThrownBy(() -> Address.parse("a@[\u0131Pv6:2001:db8::1]"))
                .isInstanceOf(MalformedAddress.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jürgen@example.com",
                "user@bücher.example",
                "δοκιμή@παράδειγμα.δοκιμή",
                "\"jürgen müller\"@example.com",
                "用户@例子.广告",
                "i❤️mail@example.com"
            })
    void utf8AddressesAreMailboxesThatNeedSmtpUtf8(String text) throws MalformedAddress {
        assertThat(Address.parse(text).needsSmtpUtf8()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\u0085b@example.com",
                "a\u2028b@example.com",
                "a\u00a0b@example.com",
                "a@exa\u3002mple.com",
                "a@exa\u200bmple.com",
                "a@\uff1cexample.com",
                "a\ud800@example.com",
                "a@b@example.com",
                "<a@example.com>",
                "a@example.com>",
                "a b@example.com"
            })
    void whatCouldBreakOutOfACommandOrHeaderIsRefused(String text) {
        assertThatThrownBy(() -> Address.parse(text)).isInstanceOf(MalformedAddress.class);
    }

    @Test
    void limitsCountBytesNotCharacters() throws MalformedAddress {
        assertThat(Address.parse("é".repeat(32) + "@example.com").needsSmtpUtf8()).isTrue();
        assertThatThrownBy(() -> Address.parse("é".repeat(33) + "@example.com"))
                .hasMessageContaining("64 bytes");
    }

    @Test
    void noAddressCanBeMadeFromPartsThatAreNone() {
        assertThatThrownBy(() -> new Address("a> SIZE=1", "example.com"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
