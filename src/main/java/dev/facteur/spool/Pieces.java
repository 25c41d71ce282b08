package dev.facteur.spool;

import dev.facteur.platform.secret.AesGcm;
import dev.facteur.platform.secret.SealBroken;
import java.io.IOException;
import java.nio.ByteBuffer;

/// One message as it lies on the disk: pieces of 64 KiB, each encrypted by AES-256-GCM and followed
/// by its tag. So a message is read as a stream, and yet nothing of it is handed out that was not
/// checked before.
///
/// The nonce is the piece's number: the key serves one message, and each number once (NIST SP
/// 800-38D §8.2.1). How long the message is, its row knows; pieces that are missing or changed
/// places do not open. Used by one thread.
final class Pieces {
    static final int PIECE = 64 << 10;
    static final int TAG = AesGcm.TAG_BYTES;

    private static final byte[] NOTHING = {};

    private final AesGcm cipher;
    private int next;

    /// @param key that of one message; the object seals it or opens it, once
    Pieces(byte[] key) {
        this.cipher = new AesGcm(key);
    }

    /// How many bytes a message of that length takes on the disk.
    static long onDisk(long length) {
        return length + TAG * ((length + PIECE - 1) / PIECE);
    }

    /// Encrypts the next bytes of the message. All but the last of them fill their pieces.
    byte[] seal(byte[] plain, int length) {
        var sealed = ByteBuffer.allocate((int) onDisk(length));
        for (int from = 0; from < length; from += PIECE) {
            int step = Math.min(PIECE, length - from);
            cipher.seal(nonce(), NOTHING, ByteBuffer.wrap(plain, from, step), sealed);
        }
        return sealed.array();
    }

    /// Decrypts the next piece.
    ///
    /// @throws IOException when it is not what was sealed
    void open(byte[] sealed, int length, byte[] into) throws IOException {
        try {
            cipher.open(
                    nonce(), NOTHING, ByteBuffer.wrap(sealed, 0, length), ByteBuffer.wrap(into));
        } catch (SealBroken changed) {
            throw new IOException("the stored mail is damaged", changed);
        }
    }

    private byte[] nonce() {
        var nonce = new byte[AesGcm.NONCE_BYTES];
        int number = next++;
        for (int i = 0; i < Integer.BYTES; i++) nonce[i] = (byte) (number >>> (8 * i));
        return nonce;
    }
}
