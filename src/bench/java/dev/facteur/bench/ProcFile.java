package dev.facteur.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Reads the `name: value` lines that Linux shows below `/proc`. Other systems have no such files;
/// what is asked for is then not known.
final class ProcFile {
    private static final String KIB = " kB";

    private ProcFile() {}

    /// The value of the first line of that name; null when there is none.
    static @Nullable String text(Path file, String name) {
        try {
            for (var line : Files.readAllLines(file)) {
                int colon = line.indexOf(':');
                if (colon > 0 && line.substring(0, colon).strip().equals(name)) {
                    return line.substring(colon + 1).strip();
                }
            }
            return null;
        } catch (IOException notLinux) {
            return null;
        }
    }

    /// A size, which Linux gives in units of 1,024 bytes.
    static @Nullable Long bytes(Path file, String name) {
        var text = text(file, name);
        if (text == null || !text.endsWith(KIB)) return null;
        return 1024 * Long.parseLong(text.substring(0, text.length() - KIB.length()));
    }
}
