package dev.facteur.api;

import dev.facteur.platform.PrivateFile;
import dev.facteur.platform.http.Json;
import dev.facteur.platform.secret.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// `admin.json` in the data folder: how the CLI finds the running gateway and proves to be its
/// operator. Whoever may read the data folder is.
public final class AdminFile implements AutoCloseable {
    private final Path file;

    private AdminFile(Path file) {
        this.file = file;
    }

    /// @param ca PEM file to trust; null when the address is clear text or the certificate is
    ///   trusted anyway
    private record Content(String url, String token, @Nullable String ca) {}

    public static AdminFile write(Path data, String url, Secret token, @Nullable Path ca)
            throws IOException {
        var file = data.resolve("admin.json");
        var content = new Content(url, token.reveal(), ca == null ? null : ca.toString());
        PrivateFile.replace(file, (Json.write(content) + "\n").getBytes(StandardCharsets.UTF_8));
        return new AdminFile(file);
    }

    /// Takes the file away: nobody answers there any more.
    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
    }
}
