package dev.facteur.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Each client straight into Postfix: what it really sends, before the gateway stands between.
@Tag("flow")
final class RealClientTest {
    @TempDir Path folder;

    @ParameterizedTest
    @EnumSource
    void whatTheClientSaysItSentIsWhatPostfixGets(RealClient client) throws IOException {
        var provider = PostfixProvider.shared();
        var recipient = client.name().toLowerCase(java.util.Locale.ROOT) + "@direct.example";
        var letter = Letter.awkward("shop@example.com", recipient);
        var door =
                new Door(
                        provider.startTlsPort(),
                        false,
                        provider.caFile(),
                        provider.user(),
                        provider.password());
        var sent = client.send(door, letter, folder);
        var arrived = provider.awaitDelivered(recipient, 1).getFirst();
        assertThat(Arrived.text(arrived)).endsWith(Arrived.text(sent));
    }
}
