package dev.facteur.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// A password in a file. It is never an argument: every user of a machine can read the arguments of
/// its processes, and shells keep them.
final class PasswordFile {
    private static final int MAX_BYTES = 4096;

    private PasswordFile() {}

    /// The first line; `-` is standard input.
    static String read(Desk desk, Path file) throws Failure {
        var path = desk.terminal().folder().resolve(file);
        try (var in =
                file.toString().equals("-") ? desk.terminal().in() : Files.newInputStream(path)) {
            var bytes = in.readNBytes(MAX_BYTES);
            var lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
            if (!lines.isEmpty() && !lines.getFirst().isEmpty()) return lines.getFirst();
        } catch (IOException unreadable) {
            throw desk.failure(
                    ExitCode.NOT_FOUND, "error.unreadable", path, desk.trouble(unreadable));
        }
        throw desk.failure(ExitCode.DATA, "error.empty-password", path);
    }
}
