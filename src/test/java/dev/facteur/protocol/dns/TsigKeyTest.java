package dev.facteur.protocol.dns;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TsigKeyTest {
    private static final String SECRET = "AAECAwQFBgcICQoLDA0ODw==";
    private static final TsigKey KEY = TsigKey.parse("hmac-sha256:facteur:" + SECRET).orElseThrow();

    @Test
    void theFileOfBindIsRead() {
        var text =
                "key \"facteur\" {\n\talgorithm hmac-sha256;\n\tsecret \"" + SECRET + "\";\n};\n";
        assertThat(TsigKey.parse(text)).contains(KEY);
    }

    @Test
    void theFileOfKnotIsRead() {
        var text =
                """
                # hmac-sha512:other:AAAA
                key:
                  - id: facteur
                    algorithm: hmac-sha256
                    secret: %s
                """
                        .formatted(SECRET);
        assertThat(TsigKey.parse(text)).contains(KEY);
    }

    @Test
    void caseAndTheFinalDotOfANameDoNotMatter() {
        assertThat(TsigKey.parse("HMAC-SHA256:Facteur.:" + SECRET)).contains(KEY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "facteur",
                "hmac-sha256:facteur",
                "hmac-md5:facteur:AAECAwQFBgcICQoLDA0ODw==",
                "hmac-sha256:facteur:c2hvcnQ=",
                "hmac-sha256:facteur:not base64",
                "hmac-sha256::AAECAwQFBgcICQoLDA0ODw==",
                "key \"a\" { algorithm hmac-sha256; };"
            })
    void whatIsNoStrongKeyIsNone(String text) {
        assertThat(TsigKey.parse(text)).isEmpty();
    }

    @Test
    void theSecretIsNeverPrinted() {
        assertThat(KEY).hasToString("hmac-sha256:facteur:***");
    }
}
