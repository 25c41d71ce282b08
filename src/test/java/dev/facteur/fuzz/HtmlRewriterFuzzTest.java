package dev.facteur.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.facteur.protocol.html.Elsewhere;
import dev.facteur.protocol.mime.MalformedHeader;
import java.io.IOException;
import java.util.Locale;

/// A mail whose links are changed while it passes.
class HtmlRewriterFuzzTest {
    @FuzzTest
    void aMailIsTheSameHoweverItArrivesAndWhereNothingIsChangedItIsWhatItWas(byte[] bytes)
            throws IOException {
        var mail = new String(bytes, ISO_8859_1);
        try {
            var whole = new Elsewhere("<img>").rewrite(mail, Math.max(1, mail.length()));
            assertThat(new Elsewhere("<img>").rewrite(mail, 1)).isEqualTo(whole);
            assertThat(new Elsewhere("<img>").rewrite(mail, 7)).isEqualTo(whole);
            // Base64 is encoded anew, so what is none of it gets lost there.
            if (mail.toLowerCase(Locale.ROOT).contains("base64")) return;
            var untouched = Elsewhere.leaving().rewrite(mail, Math.max(1, mail.length()));
            assertThat(untouched).isEqualTo(mail);
        } catch (MalformedHeader refused) {
            assertThat(refused.reason()).isNotEmpty();
        }
    }
}
