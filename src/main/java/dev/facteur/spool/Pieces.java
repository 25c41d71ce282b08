package dev.facteur.spool;

import java.io.IOException;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// One message as it lies on the disk: pieces of 64 KiB, each encrypted by AES-256-GCM and followed
/// by its tag. So a message is read as a stream, and yet nothing of it is handed out that was not
/// checked before.
///
/// The nonce is the piece's number: the key serves one message, and each number once (NIST SP
/// 800-38D §8.2.1). How long the message is, its row knows; pieces that are missing or changed
/// places do not open. Used by one thread.
final class Pieces {
    static final int PIECE = 64 << 10;
    static final int TAG = 16;
    private static final int NONCE_BYTES = 12;

    private final int mode;
    private final SecretKeySpec key;
    private final Cipher cipher;
    private int next;

    private Pieces(int mode, byte[] key) {
        this.mode = mode;
        this.key = new SecretKeySpec(key, "AES");
        try {
            this.cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM is part of every JDK", e);
        }
    }

    static Pieces toSeal(byte[] key) {
        return new Pieces(Cipher.ENCRYPT_MODE, key);
    }

    static Pieces toOpen(byte[] key) {
        return new Pieces(Cipher.DECRYPT_MODE, key);
    }

    /// How many bytes a message of that length takes on the disk.
    static long onDisk(long length) {
        return length + TAG * ((length + PIECE - 1) / PIECE);
    }

    /// Encrypts the next bytes of the message. All but the last of them fill their pieces.
    byte[] seal(byte[] plain, int length) {
        var sealed = new byte[(int) onDisk(length)];
        try {
            int at = 0;
            for (int from = 0; from < length; from += PIECE) {
                int step = Math.min(PIECE, length - from);
                begin();
                at += cipher.doFinal(plain, from, step, sealed, at);
            }
            return sealed;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM encrypts all that it is given", e);
        }
    }

    /// Decrypts the next piece.
    ///
    /// @throws IOException when it is not what was sealed
    void open(byte[] sealed, int length, byte[] into) throws IOException {
        try {
            begin();
            cipher.doFinal(sealed, 0, length, into, 0);
        } catch (AEADBadTagException changed) {
            throw new IOException("the stored mail is damaged", changed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM is part of every JDK", e);
        }
    }

    private void begin() throws GeneralSecurityException {
        var nonce = new byte[NONCE_BYTES];
        int number = next++;
        for (int i = 0; i < Integer.BYTES; i++) nonce[i] = (byte) (number >>> (8 * i));
        cipher.init(mode, key, new GCMParameterSpec(TAG * 8, nonce));
    }
}
