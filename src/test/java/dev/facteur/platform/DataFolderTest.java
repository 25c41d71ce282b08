package dev.facteur.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facteur.platform.db.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
    @TempDir Path temporary;

    @Test
    void folderThatIsThereAndEmptyIsClosedToOthers() throws Exception {
        var folder = open("data");
        try (var _ = DataFolder.take(folder)) {
            assertThat(rights(folder)).isEqualTo("rwx------");
            assertThat(rights(folder.resolve("lock"))).isEqualTo("rw-------");
        }
    }

    @Test
    void folderOfAnEarlierGatewayIsClosedWithAllThatWasOpen() throws Exception {
        var folder = open("data");
        for (var name : new String[] {"lock", "facteur.db", "facteur.db-wal", "facteur.db-shm"}) {
            Files.createFile(folder.resolve(name));
            allow(folder.resolve(name), "rw-r--r--");
        }
        try (var data = DataFolder.take(folder);
                var _ = Database.open(data.resolve("facteur.db"), () -> {})) {
            assertThat(rights(folder)).isEqualTo("rwx------");
            try (var files = Files.list(folder)) {
                assertThat(files).allMatch(file -> rights(file).equals("rw-------")).hasSize(4);
            }
        }
    }

    @Test
    void openFolderWithOtherThingsInItIsRefusedAndLeftAsItIs() throws Exception {
        var folder = open("home");
        Files.createFile(folder.resolve("letter.txt"));
        assertThatThrownBy(() -> DataFolder.take(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(folder.toString(), "--data", "chmod 700");
        assertThat(rights(folder)).isEqualTo("rwxr-xr-x");
    }

    @Test
    void folderHasOneOwnerAtATime() throws Exception {
        try (var data = DataFolder.take(temporary.resolve("data"))) {
            assertThatThrownBy(() -> DataFolder.take(data.path()))
                    .hasMessageContaining("another Facteur runs");
        }
    }

    @Test
    void whatCannotBeAFolderIsToldInWords() throws Exception {
        var file = Files.createFile(temporary.resolve("file"));
        assertThatThrownBy(() -> DataFolder.take(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("something else of that name is in the way")
                .hasMessageNotContaining("Exception");
    }

    private Path open(String name) throws IOException {
        var folder = Files.createDirectory(temporary.resolve(name));
        allow(folder, "rwxr-xr-x");
        return folder;
    }

    private static void allow(Path path, String rights) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(rights));
    }

    private static String rights(Path path) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
        } catch (IOException gone) {
            throw new AssertionError(gone);
        }
    }
}
