package dev.facteur.platform.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BounceSettingsTest {
    @TempDir Path folder;

    private Config load(String... lines) throws Exception {
        var toml = "[bounces]\n" + String.join("\n", lines) + "\n";
        return Config.load(Files.writeString(folder.resolve("facteur.toml"), toml), Map.of());
    }

    @Test
    void thePostmastersMailIsNotPassedOnToTheDomainThatItComesFrom() {
        assertThatThrownBy(() ->
                        load(
                                "domain = \"bounce.example.com\"",
                                "postmaster = \"me@Bounce.example.com\""))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("an address at bounces.domain itself");
    }

    @Test
    void whatIsNoAddressIsNobody() {
        assertThatThrownBy(() -> load("postmaster = \"me\""))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("is not an address");
    }

    @Test
    void withoutADomainAnAddressIsAsGoodAsAnother() throws Exception {
        assertThat(load("postmaster = \"me@example.com\"").bounces().postmaster())
                .isEqualTo("me@example.com");
    }
}
