package dev.facteur.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A small file system in memory, mounted for one test. Needs root and the right to mount; where
/// that is missing the calling test is skipped.
public final class SmallDisk implements AutoCloseable {
    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    /// @param folder where to mount it; made when it is not there
    public static SmallDisk mount(Path folder, int megabytes) throws IOException {
        Peers.require("root", "mount");
        Files.createDirectories(folder);
        var said =
                Program.of("mount", "-t", "tmpfs", "-o", size(megabytes), "facteur-test", folder)
                        .run();
        if (said.exit() != 0) Peers.missing("this machine lets nobody mount a tmpfs: " + said);
        return new SmallDisk(folder);
    }

    public Path folder() {
        return folder;
    }

    public void resize(int megabytes) {
        Program.of("mount", "-o", "remount," + size(megabytes), folder).succeed();
    }

    /// Writes a file that takes the last byte.
    public void fill() throws IOException {
        var filler = folder.resolve("filler");
        var said = Program.of("dd", "if=/dev/zero", "of=" + filler, "bs=4096").run();
        if (said.exit() == 0) throw new IOException("the disk had no end: " + said);
    }

    /// Takes the file of [#fill] away.
    public void clear() throws IOException {
        Files.delete(folder.resolve("filler"));
    }

    @Override
    public void close() {
        Program.of("umount", folder).succeed();
    }

    private static String size(int megabytes) {
        return "size=" + megabytes + "m";
    }
}
