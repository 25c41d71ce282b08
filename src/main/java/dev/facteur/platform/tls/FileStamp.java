package dev.facteur.platform.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/// What shows cheaply that a file is another one than before: one system call, links followed.
record FileStamp(@Nullable FileTime modified, long size, @Nullable Object inode) {
    private static final FileStamp MISSING = new FileStamp(null, -1, null);

    static FileStamp of(Path file) {
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new FileStamp(
                    attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
        } catch (IOException _) {
            return MISSING;
        }
    }
}
