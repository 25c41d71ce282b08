package dev.facteur.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SystemResolverTest {
    @Test
    void addressesAreThoseOfTheMachine() throws Exception {
        assertThat(new SystemResolver().addresses("localhost"))
                .isNotEmpty()
                .allMatch(InetAddress::isLoopbackAddress);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.example: Name or service not known",
                "a.example: nodename nor servname provided, or not known",
                "a.example: No address associated with hostname",
            })
    void aNameThatDoesNotExistIsUnknown(String words) {
        assertThatThrownBy(() -> failing(words).addresses("a.example"))
                .isInstanceOf(UnknownHostException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.example: Temporary failure in name resolution",
                "a.example: System error",
                "a.example",
            })
    void anOutageSaysNothingAboutTheName(String words) {
        assertThatThrownBy(() -> failing(words).addresses("a.example"))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(UnknownHostException.class)
                .hasMessage("the name service does not answer (" + words + ")");
    }

    private static SystemResolver failing(String words) {
        return new SystemResolver(host -> {
            throw new UnknownHostException(words);
        });
    }
}
