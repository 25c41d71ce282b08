package dev.facteur.judges;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.judges.Case.Judge;
import dev.facteur.testkit.Zone;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// What our evaluators say of a mail, its receivers say too, or it is written down where they do
/// not, and which section is on whose side.
@Tag("flow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class JudgesAgreeTest {
    private final Zone zone = new Zone();
    private Judges judges;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        zone.with("example.com. TXT \"v=spf1 ip4:192.0.2.1 -all\"\n");
        zone.with("_dmarc.spf.example.com. TXT \"v=DMARC1; p=none\"\n");
        judges = Judges.start(folder, zone);
    }

    @AfterAll
    void stop() throws Exception {
        if (judges != null) judges.close();
    }

    @Test
    void rspamdAndOpenDkimJudgeSignaturesAsFacteurDoes() throws Exception {
        compare(DkimCases.of(zone), Opinion::dkim, Judge.OPENDKIM);
    }

    @Test
    void rspamdAndOpenDmarcJudgeClientsAsFacteurDoes() throws Exception {
        compare(SpfCases.of(zone), Opinion::spf, Judge.OPENDMARC);
    }

    @Test
    void rspamdAndOpenDmarcJudgeAuthorsAsFacteurDoes() throws Exception {
        compare(DmarcCases.of(zone), Opinion::dmarc, Judge.OPENDMARC);
    }

    private void compare(List<Case> cases, Function<Opinion, String> part, Judge milter)
            throws Exception {
        assertThat(cases).isNotEmpty();
        var soft = new SoftAssertions();
        for (var each : cases) {
            soft.assertThat(part.apply(judges.ours(each.mail)))
                    .as("Facteur of “%s”", each.name)
                    .isEqualTo(each.expected);
            soft.assertThat(part.apply(judges.rspamd(each.mail)))
                    .as(each.about(Judge.RSPAMD))
                    .isEqualTo(each.expectedOf(Judge.RSPAMD));
            soft.assertThat(part.apply(judges.milters(each.mail)))
                    .as(each.about(milter))
                    .isEqualTo(each.expectedOf(milter));
        }
        soft.assertAll();
    }
}
