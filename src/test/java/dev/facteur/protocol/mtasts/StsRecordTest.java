package dev.facteur.protocol.mtasts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StsRecordTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "v=STSv1; id=20160831085700Z;",
                "v=STSv1;id=20160831085700Z",
                "v=STSv1 ;\tid=20160831085700Z ; ",
                "v=STSv1; more=else; id=20160831085700Z"
            })
    void recordTellsTheEditionOfThePolicy(String text) {
        assertThat(StsRecord.among(List.of("v=spf1 -all", text)))
                .contains(new StsRecord("20160831085700Z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "v=STSv1;",
                "v=STSv1; id=;",
                "v=STSv1; id=with-hyphen;",
                "v=STSv1; id=a b;",
                "v=STSv1; id=012345678901234567890123456789012;",
                "v=STSv1 id=1",
                "v=STSv2; id=1;",
                "v=stsv1; id=1;",
                "id=1; v=STSv1"
            })
    void malformedRecordIsNone(String text) {
        assertThat(StsRecord.among(List.of(text))).isEmpty();
    }

    @Test
    void ofTwoRecordsNeitherCounts() {
        assertThat(StsRecord.among(List.of("v=STSv1; id=1;", "v=STSv1; id=2;"))).isEmpty();
    }
}
