package dev.facteur.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A mail in a file: complete, as mail programs save it (`.eml`), or as JSON.
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

    /// A mail as JSON in a file.
    ObjectNode json(Path file) throws Failure {
        try {
            if (JsonMapper.shared().readTree(read(file)) instanceof ObjectNode object)
                return object;
        } catch (JacksonException damaged) {
            // Said below.
        }
        throw desk.failure(ExitCode.DATA, "error.mail-not-json", file);
    }
}
