package dev.facteur.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.facteur.protocol.dmarc.aggregate.AggregateReader;
import dev.facteur.protocol.dmarc.aggregate.AggregateReport;
import dev.facteur.protocol.dmarc.aggregate.MalformedReport;
import dev.facteur.protocol.mime.LeafParts;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/// Reports of strangers, and the mails that they come in.
class ReportFuzzTest {
    @FuzzTest
    void whatIsReadOfAReportIsBoundedAndOneLine(byte[] text) {
        AggregateReport report;
        try {
            report = AggregateReader.read(new ByteArrayInputStream(text));
        } catch (MalformedReport e) {
            assertThat(e.reason().chars()).noneMatch(Character::isISOControl);
            return;
        }
        requireLine(report.organization());
        requireLine(report.email());
        requireLine(report.id());
        requireName(report.domain());
        assertThat(report.rows()).hasSizeLessThanOrEqualTo(AggregateReader.MOST_ROWS);
        for (var row : report.rows()) {
            assertThat(row.count()).isBetween(1L, AggregateReader.MOST_MAILS);
            requireName(row.headerFrom());
            requireName(row.envelopeFrom());
            for (var proof : row.dkim()) requireName(proof.domain());
        }
    }

    @FuzzTest
    void partsOfAMailAreNotLargerThanTheMail(byte[] mail) throws IOException {
        long sum = 0;
        for (var part : LeafParts.of(mail)) sum += part.length;
        // A line end in quoted-printable may become one octet longer.
        assertThat(sum).isLessThanOrEqualTo(2L * mail.length + 2);
    }

    private static void requireLine(String text) {
        assertThat(text).hasSizeLessThanOrEqualTo(255);
        assertThat(text.chars()).noneMatch(Character::isISOControl);
    }

    private static void requireName(String name) {
        assertThat(name).matches("[a-z0-9_.-]{0,253}");
    }
}
