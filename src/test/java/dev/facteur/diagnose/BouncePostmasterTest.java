package dev.facteur.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.platform.config.BounceSettings;
import dev.facteur.platform.config.BounceSettings.PassOn;
import java.util.List;
import org.junit.jupiter.api.Test;

class BouncePostmasterTest {
    private static List<Finding> look(List<Integer> ports, String postmaster) throws Exception {
        var settings =
                new BounceSettings("bounce.example.com", ports, List.of(), PassOn.YES, postmaster);
        return Spoken.of(new BouncePostmaster(settings));
    }

    @Test
    void aPostmasterWhomNobodyReadsIsTold() throws Exception {
        var unread = Spoken.only(look(List.of(25), ""), "bounce-postmaster-unread");

        assertThat(unread.subject()).isEqualTo("bounce.example.com");
        assertThat(Spoken.english(unread)).contains("postmaster = \"me@example.com\"");
        assertThat(Spoken.french(unread)).contains("postmaster@bounce.example.com");
    }

    @Test
    void whereSomebodyReadsItOrNoDoorIsOpenNothingIsSaid() throws Exception {
        assertThat(look(List.of(25), "me@example.com")).isEmpty();
        assertThat(look(List.of(), "")).isEmpty();
    }
}
