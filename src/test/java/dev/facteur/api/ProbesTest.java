package dev.facteur.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ProbesTest {
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.8.0.1", "::1", "[::1]", "0:0:0:0:0:0:0:1"})
    void meterReaderOnThisMachineNeedsNoToken(String address) {
        assertThat(Probes.isThisMachine(address)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"203.0.113.5", "192.168.0.1", "2001:db8::1", "localhost", "", "127"})
    void everybodyElseDoes(String address) {
        assertThat(Probes.isThisMachine(address)).isFalse();
    }
}
