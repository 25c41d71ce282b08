package dev.facteur.protocol.dkim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class BodyHashTest {
    @Test
    void emptyBodiesHaveTheHashesOfTheRfc() {
        // RFC 6376 §3.4.3 and §3.4.4.
        assertThat(hash(Canonicalization.SIMPLE, "", 100))
                .isEqualTo("frcCV1k9oG9oKj3dpUqdJg1PxRT2RSN/XKdLCPjaYaY=");
        assertThat(hash(Canonicalization.RELAXED, "", 100))
                .isEqualTo("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    }

    @Property
    void anyBodyHashesAsTheRulesSayHoweverItArrives(
            @ForAll("bodies") String body, @ForAll @IntRange(min = 1, max = 40) int piece) {
        assertThat(hash(Canonicalization.RELAXED, body, piece)).isEqualTo(plain(relaxed(body)));
        assertThat(hash(Canonicalization.SIMPLE, body, piece)).isEqualTo(plain(simple(body)));
    }

    @Property(tries = 200)
    void longBodiesHashAsTheRulesSay(@ForAll("bodies") String body) {
        var text = (body + "The quick brown fox jumps over it.\r\n").repeat(200) + body;
        assertThat(hash(Canonicalization.RELAXED, text, 4096)).isEqualTo(plain(relaxed(text)));
    }

    @Provide
    Arbitrary<String> bodies() {
        var pieces =
                Arbitraries.of(
                        "\r\n",
                        "\r\n",
                        " ",
                        "\t",
                        "\r",
                        "\n",
                        "a",
                        "word",
                        "é",
                        "=20",
                        "longer words without any space",
                        "0123456789abcdefghijklmnop");
        return pieces.list().ofMaxSize(30).map(list -> String.join("", list));
    }

    /// The rules of RFC 6376 §3.4.4, said with regular expressions.
    private static String relaxed(String body) {
        var text = body.replaceAll("[ \t]+(?=\r\n|$(?![\r\n]))", "");
        text = text.replaceAll("[ \t]+", " ");
        text = text.replaceAll("(\r\n)+\\z", "");
        return text.isEmpty() ? "" : text + "\r\n";
    }

    private static String simple(String body) {
        return body.replaceAll("(\r\n)+\\z", "") + "\r\n";
    }

    private static String plain(String text) {
        return Base64.getEncoder().encodeToString(HashedBytes.sha256().digest(Signed.bytes(text)));
    }

    private static String hash(Canonicalization form, String body, int piece) {
        var hash = BodyHash.of(form);
        var bytes = Signed.bytes(body);
        for (int i = 0; i < bytes.length; i += piece) {
            hash.accept(bytes, i, Math.min(piece, bytes.length - i));
        }
        return Base64.getEncoder().encodeToString(hash.finish());
    }

    @Test
    void lengthsAreThoseOfTheCanonicalBody() {
        for (var body : List.of("", "x", "x  y \r\n\r\n")) {
            var hash = BodyHash.of(Canonicalization.RELAXED);
            hash.accept(Signed.bytes(body), 0, body.length());
            hash.finish();
            assertThat(hash.canonicalLength()).isEqualTo(relaxed(body).length());
        }
    }
}
