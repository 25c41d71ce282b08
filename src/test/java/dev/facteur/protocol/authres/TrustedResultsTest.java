package dev.facteur.protocol.authres;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.protocol.authres.TrustedResults.Receiver;
import dev.facteur.protocol.mime.HeaderBlock;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TrustedResultsTest {
    private static final Receiver AT_EXAMPLE = new Receiver("", Set.of("example.com"), false);

    private static HeaderBlock header(String... fields) throws Exception {
        var bytes = (String.join("\r\n", fields) + "\r\n\r\n").getBytes(US_ASCII);
        return HeaderBlock.parse(bytes, bytes.length);
    }

    private static String verdict(HeaderBlock header, Receiver receiver) {
        return TrustedResults.in(header, receiver)
                .map(results -> results.results().getFirst().value())
                .orElse("nobody's");
    }

    @Test
    void ofAMethodOnlyTheTopmostThatBearsTheReceiversNameCounts() throws Exception {
        var header =
                header(
                        "Authentication-Results: filter.elsewhere.test; dkim=neutral",
                        "Authentication-Results: mx.example.com; dkim=fail",
                        "Authentication-Results: mx.example.com; dkim=pass");
        assertThat(verdict(header, AT_EXAMPLE)).isEqualTo("fail");
    }

    @Test
    void whatTheReceiversFiltersWriteIntoFieldsOfTheirOwnIsTakenTogether() throws Exception {
        var header =
                header(
                        "Authentication-Results: mx.example.com; dmarc=fail header.from=a.test",
                        "Authentication-Results: mx.example.com; spf=none smtp.mailfrom=a.test",
                        "Authentication-Results: filter.elsewhere.test; iprev=pass",
                        "Authentication-Results: mx.example.com; dkim=pass header.d=a.test;"
                                + " dkim=fail header.d=b.test",
                        "Authentication-Results: mx.example.com; dmarc=pass; dkim=pass");
        assertThat(TrustedResults.in(header, AT_EXAMPLE).orElseThrow().results())
                .extracting(result -> result.method() + "=" + result.value())
                .containsExactly("dmarc=fail", "spf=none", "dkim=pass", "dkim=fail");
    }

    @Test
    void nameThatOnlyLooksLikeTheReceiversDoesNotCount() throws Exception {
        var header = header("Authentication-Results: mx.notexample.com; dkim=pass");
        assertThat(verdict(header, AT_EXAMPLE)).isEqualTo("nobody's");
    }

    @Test
    void fieldWithoutANameCountsWhereReceiversWriteNoneOnly() throws Exception {
        var header = header("Authentication-Results: dkim=pass header.d=a.test");
        assertThat(verdict(header, AT_EXAMPLE)).isEqualTo("nobody's");
        assertThat(verdict(header, new Receiver("", Set.of(), true))).isEqualTo("pass");
    }

    @Test
    void nameThatWasSaidIsTheOnlyOne() throws Exception {
        var header =
                header(
                        "Authentication-Results: mx.example.com; dkim=pass",
                        "Authentication-Results: judge; dkim=fail");
        assertThat(verdict(header, new Receiver("judge", Set.of("example.com"), false)))
                .isEqualTo("fail");
    }

    @Test
    void theHostThatTookTheMailLastTellsWhoTheReceiverIs() throws Exception {
        var header =
                header(
                        "Received: from a.test by mail.hoster.test with LMTP id 1; Mon",
                        "Authentication-Results: mx.hoster.test; dkim=pass",
                        "Received: from b.test by mx.forged.test with ESMTP id 2; Mon");
        assertThat(verdict(header, new Receiver("", Set.of(), false))).isEqualTo("pass");
        var forged =
                header(
                        "Received: from a.test by mail.hoster.test with LMTP id 1; Mon",
                        "Received: from b.test by mx.forged.test with ESMTP id 2; Mon",
                        "Authentication-Results: mx.forged.test; dkim=pass");
        assertThat(verdict(forged, new Receiver("", Set.of(), false))).isEqualTo("nobody's");
    }
}
