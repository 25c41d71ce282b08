package dev.facteur.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.facteur.protocol.dmarc.DmarcRecord;

/// A record of DMARC.
class DmarcFuzzTest {
    @FuzzTest
    void whateverCannotBeReadHasItsPlaceAndNoEffect(byte[] input) {
        var text = Cuts.latin1(input);
        if (!DmarcRecord.claims(text)) return;
        var record = DmarcRecord.parse("example.com", text);
        for (var fault : record.faults()) {
            assertThat(text.substring(fault.place())).startsWith(fault.tag());
        }
        for (var uri : record.aggregateReports()) {
            assertThat(uri).matches("[!-~\\u00a0-\\u00ff]+").doesNotContain(",", ";");
        }
        var nothing = record.policyFor(true, true).isEmpty();
        assertThat(nothing).isEqualTo(record.policyFor(false, false).isEmpty());
        if (nothing) assertThat(record.aggregateReports()).isEmpty();
    }
}
