package dev.facteur.protocol.authres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.protocol.authres.AuthenticationResults.Result;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResultsReaderTest {
    private static AuthenticationResults read(String value) {
        return ResultsReader.read(value).orElseThrow();
    }

    private static Result only(AuthenticationResults results, String method) {
        assertThat(results.of(method)).hasSize(1);
        return results.of(method).getFirst();
    }

    @Test
    void gmailIsUnderstood() {
        var read =
                read(
                        "mx.google.com; dkim=pass header.i=@shop.example header.s=f1"
                                + " header.b=\"a/B+c\"; dkim=fail (bad signature)"
                                + " header.i=@esp.example header.b=x=;"
                                + " spf=pass (google.com: domain of a@b.shop.example designates"
                                + " 192.0.2.1 as permitted sender) smtp.mailfrom=a@b.shop.example;"
                                + " dmarc=pass (p=REJECT sp=REJECT dis=NONE)"
                                + " header.from=shop.example");
        assertThat(read.authservId()).isEqualTo("mx.google.com");
        assertThat(read.of("dkim")).extracting(Result::passed).containsExactly(true, false);
        assertThat(read.of("dkim"))
                .extracting(result -> result.domain().orElse(""))
                .containsExactly("shop.example", "esp.example");
        assertThat(read.of("dkim").getLast().comment()).isEqualTo("bad signature");
        assertThat(only(read, "spf").domain()).hasValue("b.shop.example");
        assertThat(only(read, "dmarc").comment()).contains("dis=NONE");
    }

    @Test
    void microsoftNamesNobodyAndIsUnderstood() {
        var read =
                read(
                        "spf=fail (sender IP is 192.0.2.1) smtp.mailfrom=shop.example; dkim=none"
                                + " (message not signed) header.d=none;dmarc=fail action=quarantine"
                                + " header.from=shop.example;compauth=fail reason=001");
        assertThat(read.authservId()).isEmpty();
        assertThat(only(read, "spf").value()).isEqualTo("fail");
        assertThat(only(read, "dmarc").of("", "action")).hasValue("quarantine");
        assertThat(only(read, "compauth").reason()).isEqualTo("001");
    }

    @Test
    void valueInBracketsWithoutASpaceIsUnderstood() {
        var read =
                read(
                        "atlas.omega.yahoo.com; dkim=pass header.i=@shop.example;"
                                + " dmarc=pass(p=NONE) header.from=shop.example");
        assertThat(only(read, "dmarc").passed()).isTrue();
        assertThat(only(read, "dmarc").comment()).isEqualTo("p=NONE");
    }

    @Test
    void formsOfTheStandardAreUnderstood() {
        // RFC 8601 appendix B.
        assertThat(read("example.org 1; none").results()).isEmpty();
        var read =
                read(
                        "foo.example.net (foobar) 1 (baz); dkim (Because I like it) / 1 (One yay) ="
                                + " (wait for it) fail policy (A dot can go here) ."
                                + " (like that) expired (this surprised me) = (as I wasn't"
                                + " expecting it) 1362471462");
        assertThat(read.authservId()).isEqualTo("foo.example.net");
        assertThat(only(read, "dkim").of("policy", "expired")).hasValue("1362471462");
    }

    @Test
    void quotedValuesKeepWhatIsInThem() {
        var read = read("mx.test; auth=pass smtp.auth=\"a;b=c\"@x.test; spf=none");
        assertThat(only(read, "auth").of("smtp", "auth")).hasValue("a;b=c@x.test");
        assertThat(only(read, "spf").value()).isEqualTo("none");
    }

    @Test
    void resultsInsideACommentOrAQuotedStringAreNone() {
        var read =
                read("mx.test; spf=fail (; dmarc=pass header.from=a.test ) smtp.mailfrom=a.test");
        assertThat(read.results()).extracting(Result::method).isEqualTo(List.of("spf"));
        assertThat(read("mx.test; spf=fail reason=\"; dkim=pass\"").of("dkim")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ";",
                "mx.test; dkim",
                "mx.test; dkim=",
                "mx.test; dkim=pass (",
                "mx.test; dkim=pass header.d",
                "mx.test dkim=pass",
                "mx.test; dkim=pass \"x",
                "(((((((((((((((a)))))))))))))))",
            })
    void whatCannotBeReadIsNoResult(String value) {
        assertThat(ResultsReader.read(value)).isEmpty();
    }

    @Test
    void moreThanAnybodyWritesIsNotRead() {
        assertThat(ResultsReader.read("mx.test" + "; dkim=pass".repeat(70))).isEmpty();
        assertThat(ResultsReader.read("mx.test; dkim=pass" + " a.b=c".repeat(30))).isEmpty();
        assertThat(ResultsReader.read("mx.test; dkim=pass header.d=" + "x".repeat(20_000)))
                .isEmpty();
    }
}
