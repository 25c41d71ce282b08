package dev.facteur.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTroubleTest {
    @TempDir Path folder;

    @Test
    void classOfAnExceptionBecomesWords() {
        var denied = new AccessDeniedException("/data/key");
        assertThat(FileTrouble.sentence(denied))
                .isEqualTo("/data/key: this user is not permitted to");
        assertThat(FileTrouble.words(failure(() -> Files.readString(folder.resolve("none")))))
                .isEqualTo("it does not exist");
    }

    @Test
    void theSystemsOwnWordsAreKept() {
        var full = new FileSystemException("/data/spool", null, "No space left on device");
        assertThat(FileTrouble.words(full)).isEqualTo("No space left on device");
        assertThat(FileTrouble.sentence(new IOException("the line is cut")))
                .isEqualTo("the line is cut");
    }

    private interface Deed {
        Object run() throws IOException;
    }

    private static IOException failure(Deed deed) {
        try {
            throw new AssertionError("succeeded: " + deed.run());
        } catch (IOException failure) {
            return failure;
        }
    }
}
