package dev.facteur.protocol.tlsrpt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.protocol.tlsrpt.TlsReportRecord.Recipient;
import java.net.URI;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsReportRecordTest {
    @Test
    void recordNamesWhereReportsGo() {
        var text =
                "v=TLSRPTv1; rua=mailto:reports@example.com,https://reporting.example.com/v1/tlsrpt";
        assertThat(TlsReportRecord.among(List.of("other", text)))
                .contains(
                        new TlsReportRecord(
                                List.of(
                                        new Recipient.Mail("reports@example.com"),
                                        new Recipient.Post(
                                                URI.create(
                                                        "https://reporting.example.com/v1/tlsrpt")))));
    }

    @Test
    void onlySomeOfAHundredRecipientsAreServed() {
        var list =
                IntStream.range(0, 100)
                        .mapToObj(i -> "mailto:a" + i + "@example.com")
                        .collect(Collectors.joining(","));
        assertThat(TlsReportRecord.among(List.of("v=TLSRPTv1;rua=" + list)).orElseThrow())
                .extracting(record -> record.recipients().size())
                .isEqualTo(TlsReportRecord.MAX_RECIPIENTS);
    }

    @Test
    void recipientThatStandsTwiceIsServedOnce() {
        var text = "v=TLSRPTv1; rua=mailto:a@example.com, mailto:a@example.com?subject=x";
        assertThat(TlsReportRecord.among(List.of(text)).orElseThrow().recipients())
                .containsExactly(new Recipient.Mail("a@example.com"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "v=TLSRPTv1",
                "v=TLSRPTv1;",
                "v=TLSRPTv1; rua=",
                "v=TLSRPTv1; rua=http://reports.example",
                "v=TLSRPTv1; rua=file:///etc/passwd",
                "v=TLSRPTv1; rua=https://user:secret@reports.example",
                "v=TLSRPTv1; rua=mailto:nobody",
                "v=TLSRPTv1; rua=mailto:a@b%0d%0aBcc:c@d",
                "v=TLSRPTv1; rua=mailto:%zz@example.com",
                "v=TLSRPTv10; rua=mailto:a@example.com",
                "rua=mailto:a@example.com"
            })
    void recordWithoutAUsableRecipientIsNone(String text) {
        assertThat(TlsReportRecord.among(List.of(text))).isEmpty();
    }

    @Test
    void ofTwoRecordsNeitherCounts() {
        var text = "v=TLSRPTv1; rua=mailto:a@example.com";
        assertThat(TlsReportRecord.among(List.of(text, text))).isEmpty();
    }
}
