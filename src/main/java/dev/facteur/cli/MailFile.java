package dev.facteur.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A complete mail in a file, as mail programs save it (`.eml`).
record MailFile(Desk desk) {
    /// More than the gateway takes in any case.
    private static final int MAX_BYTES = 50_000_000;

    /// All of it; `-` is standard input.
    byte[] read(Path file) throws Failure {
        var path = desk.terminal().folder().resolve(file);
        boolean standard = file.toString().equals("-");
        try (var in = standard ? desk.terminal().in() : Files.newInputStream(path)) {
            var bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length <= MAX_BYTES) return bytes;
        } catch (IOException unreadable) {
            throw desk.failure(
                    ExitCode.NOT_FOUND, "error.unreadable", path, desk.trouble(unreadable));
        }
        throw desk.failure(ExitCode.DATA, "error.mail-too-large", path);
    }
}
