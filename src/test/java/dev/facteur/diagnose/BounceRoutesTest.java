package dev.facteur.diagnose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.platform.config.BounceSettings;
import dev.facteur.platform.config.BounceSettings.PassOn;
import java.util.List;
import org.junit.jupiter.api.Test;

class BounceRoutesTest {
    private static BounceRoutes named(String... names) {
        var settings =
                new BounceSettings("bounce.example.com", List.of(), List.of(names), PassOn.YES);
        return new BounceRoutes(settings, () -> List.of("relay", "brevo"));
    }

    @Test
    void ofNamesThatAreRoutesNothingIsSaid() throws Exception {
        assertThat(Spoken.of(named("relay"))).isEmpty();
        assertThat(Spoken.of(named())).isEmpty();
    }

    @Test
    void aNameThatIsNoRouteIsToldWithTheNearestThatIs() throws Exception {
        var misspelt = Spoken.only(Spoken.of(named("relai", "relay")), "bounce-route-misspelt");

        assertThat(misspelt.severity()).isEqualTo(Severity.WARNING);
        assertThat(misspelt.subject()).isEqualTo("relai");
        assertThat(Spoken.english(misspelt)).contains("Write relay in place of relai");
        assertThat(Spoken.french(misspelt)).contains("Écrivez relay à la place de relai");
    }

    @Test
    void aNameThatResemblesNoneIsToldAllTheSame() throws Exception {
        var unknown = Spoken.only(Spoken.of(named("smarthost")), "bounce-route-unknown");

        assertThat(Spoken.english(unknown)).contains("smarthost", "facteur route list");
        assertThat(Spoken.french(unknown)).contains("smarthost", "facteur route list");
    }

    @Test
    void withoutADomainTheNamesStandForNothing() throws Exception {
        var settings = new BounceSettings("", List.of(), List.of("relai"), PassOn.YES);

        assertThat(Spoken.of(new BounceRoutes(settings, List::of))).isEmpty();
    }
}
