package dev.facteur.protocol.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.junit.jupiter.api.Test;

final class DatesTest {
    @Test
    void dateIsWrittenAsHeadersWantIt() {
        assertThat(Dates.format(Instant.parse("2026-11-03T09:05:00Z")))
                .isEqualTo("Tue, 3 Nov 2026 09:05:00 +0000");
    }

    @Test
    void everyDayOfYearsAgreesWithTheFormatterOfTheJdk() {
        var formatter =
                DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH)
                        .withZone(ZoneOffset.UTC);
        var time = Instant.parse("2023-12-30T23:59:58.5Z");
        for (int i = 0; i < 2_000; i++) {
            assertThat(Dates.format(time)).isEqualTo(formatter.format(time));
            time = time.plus(Duration.ofMinutes(1_447)).plusSeconds(7);
        }
    }
}
