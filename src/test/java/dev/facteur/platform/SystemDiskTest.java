package dev.facteur.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemDiskTest {
    @TempDir Path folder;
    private final SystemDisk disk = new SystemDisk();

    @Test
    void anInterruptOfOneThreadClosesTheFileToNobody() throws Exception {
        try (var file = disk.create(folder.resolve("shared"))) {
            Thread.currentThread().interrupt();
            file.write(bytes("kept"), 0);
            file.force();
            assertThat(read(file, 0, 4)).isEqualTo("kept");
            assertThat(Thread.interrupted()).isTrue();
            file.write(bytes("on"), 4);
            assertThat(read(file, 0, 6)).isEqualTo("kepton");
        }
    }

    @Test
    void rangesAreWrittenAndReadInAnyOrder() throws Exception {
        var path = folder.resolve("ranges");
        try (var file = disk.create(path)) {
            file.write(bytes("second"), 5);
            file.write(bytes("first"), 0);
            assertThat(file.size()).isEqualTo(11);
        }
        try (var file = disk.open(path)) {
            assertThat(read(file, 5, 6)).isEqualTo("second");
            assertThat(file.read(ByteBuffer.allocate(1), 11)).isNegative();
        }
    }

    @Test
    void onlyTheOwnerReadsAFileAndNobodyOverwritesIt() throws Exception {
        var path = folder.resolve("mine");
        disk.create(path).close();
        assertThat(Files.getPosixFilePermissions(path))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThatThrownBy(() -> disk.create(path)).isInstanceOf(FileAlreadyExistsException.class);
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String read(Disk.AppendFile file, long position, int length) throws IOException {
        var into = ByteBuffer.allocate(length);
        while (into.hasRemaining()) {
            if (file.read(into, position + into.position()) < 0) throw new EOFException();
        }
        return new String(into.array(), StandardCharsets.US_ASCII);
    }
}
