package dev.facteur.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("flow")
final class SmallDiskTest {
    @TempDir Path folder;

    @Test
    void aFullDiskTakesNothingUntilThereIsRoom() throws IOException {
        try (var disk = SmallDisk.mount(folder.resolve("disk"), 1)) {
            disk.fill();
            var file = disk.folder().resolve("more");
            assertThatThrownBy(() -> Files.write(file, new byte[8192]))
                    .hasMessageContaining("No space left");
            disk.clear();
            Files.write(file, new byte[8192]);
            assertThat(file).hasSize(8192);
        }
    }
}
