package dev.facteur.submit.maildrop;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/// Where the gateway that was started last from this program's folder meets `facteur sendmail`: one
/// line in a file beside the program. The settings are no help to a call that comes from somewhere
/// else, and mail left where no gateway looks would be lost without a word.
public final class KnownFolder {
    private static final String FILE = "sendmail-folder";

    private KnownFolder() {}

    /// @param home the program's folder
    static Path of(Path home) throws IOException {
        var file = home.resolve(FILE);
        if (!Files.exists(file)) return usual(home);
        return Path.of(Files.readString(file, StandardCharsets.UTF_8).strip());
    }

    /// Notes the folder for the calls to come.
    ///
    /// @throws IOException when the program's folder belongs to somebody else and calls would go
    ///   elsewhere; they have to name the folder then
    public static void remember(Path home, Path folder) throws IOException {
        var wanted = folder.toAbsolutePath();
        if (of(home).toAbsolutePath().equals(wanted)) return;
        var fresh = home.resolve(FILE + ".new");
        Files.writeString(fresh, wanted + "\n", StandardCharsets.UTF_8);
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-r--r--"));
        Files.move(fresh, home.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
    }

    private static Path usual(Path home) {
        return home.resolve("data").resolve("sendmail");
    }
}
