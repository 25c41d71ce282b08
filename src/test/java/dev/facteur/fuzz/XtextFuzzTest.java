package dev.facteur.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.facteur.protocol.smtp.Xtext;

/// ENVID and ORCPT in their encoded form.
class XtextFuzzTest {
    @FuzzTest
    void whatIsDecodedIsPrintableAndEncodedBack(byte[] input) {
        var text = Cuts.utf8(input).orElse(Cuts.latin1(input));
        Xtext.decode(text)
                .ifPresent(decoded -> {
                    assertThat(Xtext.canEncode(decoded)).isTrue();
                    var again = Xtext.encode(decoded);
                    assertThat(again).doesNotContainPattern("[^!-~]|=");
                    assertThat(Xtext.decode(again)).contains(decoded);
                });
        if (Xtext.canEncode(text)) assertThat(Xtext.decode(Xtext.encode(text))).contains(text);
    }
}
