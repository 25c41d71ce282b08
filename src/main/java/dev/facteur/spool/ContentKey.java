package dev.facteur.spool;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The key under which the bytes of one mail are kept, sealed; what the mail's row holds of it.
///
/// Made for this mail alone, by chance, and written nowhere else: once the row has forgotten it,
/// nobody reads these bytes any more, wherever they still lie.
public final class ContentKey {
    /// Of a mail whose bytes are not to be read any more.
    public static final ContentKey FORGOTTEN = new ContentKey(new byte[0]);

    private final byte[] sealed;

    private ContentKey(byte[] sealed) {
        this.sealed = sealed;
    }

    /// @param stored null for a forgotten one
    public static ContentKey of(byte @Nullable [] stored) {
        return stored == null ? FORGOTTEN : new ContentKey(stored);
    }

    /// As the row holds it; null when it is forgotten.
    public byte @Nullable [] stored() {
        return isForgotten() ? null : sealed;
    }

    public boolean isForgotten() {
        return sealed.length == 0;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ContentKey key && Arrays.equals(sealed, key.sealed);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sealed);
    }

    @Override
    public String toString() {
        return isForgotten() ? "forgotten" : "***";
    }
}
