package dev.facteur.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.facteur.testkit.GatewayProcess;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `facteur serve` says when it starts.
@Tag("flow")
class ServeTest {
    @TempDir Path folder;

    @Test
    void localDoorIsShownAndItsMissingSiteWarnedOf() throws Exception {
        var door = folder.resolve("local.sock");
        var local = "[local]\nlisten = \"unix:%s\"\nsite = \"shop\"\n".formatted(door);
        try (var gateway = GatewayProcess.prepare(folder, local).start()) {
            // It is ready some moments before it says so.
            await().until(() -> gateway.errors().contains("Without password"));
            assertThat(gateway.errors().lines())
                    .anyMatch(line ->
                            line.contains("level=warn")
                                    && line.contains("the site of the local door does not exist")
                                    && line.contains("site=shop"))
                    .anyMatch(line ->
                            line.startsWith("Without password")
                                    && line.endsWith(door + " (site shop)"));
        }
    }
}
