package dev.facteur.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.facteur.protocol.dkim.BodyHash;
import dev.facteur.protocol.dkim.Canonicalization;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;

/// A body in the form that is signed.
class BodyHashFuzzTest {
    @FuzzTest
    void hashIsThatOfTheDefinitionHoweverTheBodyArrives(byte[] body)
            throws IOException, GeneralSecurityException {
        for (var form : Canonicalization.values()) {
            var defined = defined(Cuts.latin1(body), form).getBytes(ISO_8859_1);
            var hash = MessageDigest.getInstance("SHA-256").digest(defined);
            for (var cut : Cuts.values()) {
                var streamed = BodyHash.of(form);
                cut.feed(body, 0, streamed::accept);
                assertThat(streamed.finish()).as("%s %s", form, cut).isEqualTo(hash);
            }
        }
    }

    /// RFC 6376 §3.4.3 and §3.4.4, word for word.
    private static String defined(String body, Canonicalization form) {
        var text = body;
        if (form == Canonicalization.RELAXED) {
            text = text.replaceAll("[ \t]+", " ");
            text = text.replaceAll(" (?=\r\n)", "");
            if (text.endsWith(" ")) text = text.substring(0, text.length() - 1);
        }
        while (text.endsWith("\r\n")) text = text.substring(0, text.length() - 2);
        return text.isEmpty() && form == Canonicalization.RELAXED ? "" : text + "\r\n";
    }
}
