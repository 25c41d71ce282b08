package dev.facteur.testkit;

import dev.facteur.platform.secret.Sealer;
import dev.facteur.spool.ContentKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.security.SecureRandom;

/// Keys for a spool, sealed under a key that nobody else has.
public final class FreshKeys {
    private FreshKeys() {}

    public static ContentKeys make() {
        try {
            var random = new SecureRandom();
            var file = Files.createTempDirectory("facteur-key").resolve("key");
            var sealer = Sealer.open(file, random);
            Files.delete(file);
            Files.delete(file.getParent());
            return new ContentKeys(sealer, random);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
