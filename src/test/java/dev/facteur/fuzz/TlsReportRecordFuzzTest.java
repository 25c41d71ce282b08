package dev.facteur.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.facteur.protocol.tlsrpt.TlsReportRecord;
import dev.facteur.protocol.tlsrpt.TlsReportRecord.Recipient;
import java.util.List;

/// Where a domain wants reports on TLS.
class TlsReportRecordFuzzTest {
    @FuzzTest
    void recipientsAreFewAndEndNoLine(byte[] text) {
        TlsReportRecord.among(List.of(Cuts.latin1(text)))
                .ifPresent(record -> {
                    assertThat(record.recipients())
                            .hasSizeBetween(1, TlsReportRecord.MAX_RECIPIENTS)
                            .doesNotHaveDuplicates();
                    for (var recipient : record.recipients()) requireHarmless(recipient);
                });
    }

    private static void requireHarmless(Recipient recipient) {
        switch (recipient) {
            case Recipient.Mail(var address) -> assertThat(address).matches("[!-~]+@[!-~]*");
            case Recipient.Post(var address) -> {
                assertThat(address.getScheme()).isEqualToIgnoringCase("https");
                assertThat(address.getHost()).isNotBlank();
            }
        }
    }
}
