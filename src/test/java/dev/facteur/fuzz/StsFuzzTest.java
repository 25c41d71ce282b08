package dev.facteur.fuzz;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.facteur.protocol.mtasts.MalformedPolicy;
import dev.facteur.protocol.mtasts.StsPolicy;
import dev.facteur.protocol.mtasts.StsRecord;
import java.util.List;

/// What a domain says about MTA-STS.
class StsFuzzTest {
    @FuzzTest
    void policyIsTheSameWhenItIsWrittenAndReadAgain(byte[] file) throws MalformedPolicy {
        StsPolicy policy;
        try {
            policy = StsPolicy.parse(file);
        } catch (MalformedPolicy e) {
            assertThat(e).message().matches("[ -~]+");
            return;
        }
        for (var line : policy.lines()) assertThat(line).matches("[!-~]+: [!-~]+");
        var again = String.join("\r\n", policy.lines()).getBytes(US_ASCII);
        assertThat(StsPolicy.parse(again)).isEqualTo(policy);
        for (var exchange : policy.exchanges()) assertThat(policy.names(exchange)).isTrue();
    }

    @FuzzTest
    void recordTellsAnIdAndNothingElse(byte[] text) {
        StsRecord.among(List.of(Cuts.latin1(text)))
                .ifPresent(record -> {
                    assertThat(record.id()).matches("[A-Za-z0-9]{1,32}");
                    assertThat(StsRecord.among(List.of("v=STSv1; id=" + record.id() + ";")))
                            .contains(record);
                });
    }
}
