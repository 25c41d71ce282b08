package dev.facteur.protocol.dkim;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// SHA-256 over the first so many bytes of what is put in; counts all of them. Small pieces are
/// gathered, since a digest is slow to call and fast to compute.
final class HashedBytes {
    private static final int BUFFER = 4 * 1024;

    private final MessageDigest digest = sha256();
    private final byte[] buffer = new byte[BUFFER];
    private int filled;
    private long hashable;
    private long count;

    /// @param limit bytes that are hashed; what follows is only counted
    HashedBytes(long limit) {
        hashable = limit;
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    void put(byte b) {
        count++;
        if (hashable == 0) return;
        hashable--;
        if (filled == BUFFER) flush();
        buffer[filled++] = b;
    }

    void put(byte[] bytes, int offset, int length) {
        count += length;
        int hashed = (int) Math.min(length, hashable);
        hashable -= hashed;
        if (hashed > BUFFER - filled) flush();
        if (hashed > BUFFER) {
            digest.update(bytes, offset, hashed);
        } else {
            System.arraycopy(bytes, offset, buffer, filled, hashed);
            filled += hashed;
        }
    }

    private void flush() {
        digest.update(buffer, 0, filled);
        filled = 0;
    }

    /// Bytes put in so far, hashed or not.
    long count() {
        return count;
    }

    byte[] finish() {
        flush();
        return digest.digest();
    }
}
