package dev.facteur.spool;

import dev.facteur.platform.secret.SealBroken;
import dev.facteur.platform.secret.Sealer;
import java.io.IOException;
import java.security.SecureRandom;

/// Makes the keys of mails and seals them. Thread-safe.
public final class ContentKeys {
    private static final int KEY_BYTES = 32;

    private final Sealer sealer;
    private final SecureRandom random;

    public ContentKeys(Sealer sealer, SecureRandom random) {
        this.sealer = sealer;
        this.random = random;
    }

    byte[] fresh() {
        var key = new byte[KEY_BYTES];
        random.nextBytes(key);
        return key;
    }

    ContentKey seal(byte[] key) {
        return ContentKey.of(sealer.seal(key));
    }

    byte[] open(ContentKey key) throws IOException {
        var stored = key.stored();
        if (stored == null) throw Spool.gone();
        try {
            return sealer.open(stored);
        } catch (SealBroken broken) {
            throw new IOException("the stored mail cannot be read: " + broken.getMessage(), broken);
        }
    }
}
