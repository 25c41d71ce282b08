package dev.facteur.platform.secret;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// AES-GCM with tags of 16 bytes and nonces of 12 (NIST SP 800-38D). Safe for use by many threads.
///
/// The ciphers are kept for the next one who needs one: finding one among the providers costs more
/// than encrypting a usual mail with it. There are never more than threads that encrypt at the same
/// moment.
public final class AesGcm {
    public static final int TAG_BYTES = 16;
    public static final int NONCE_BYTES = 12;

    private static final Queue<Cipher> IDLE = new ConcurrentLinkedQueue<>();

    private final SecretKeySpec key;

    /// @param key 32 bytes for AES-256
    public AesGcm(byte[] key) {
        this.key = new SecretKeySpec(key, "AES");
    }

    /// Encrypts, and puts the tag behind.
    ///
    /// @param nonce never the same twice under one key
    /// @param head what is authenticated beside it
    /// @param plain with an array, as `into`
    /// @param into with room for [#TAG_BYTES] more
    public void seal(byte[] nonce, byte[] head, ByteBuffer plain, ByteBuffer into) {
        try {
            run(Cipher.ENCRYPT_MODE, nonce, head, plain, into);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-GCM encrypts all that it is given", e);
        }
    }

    /// Decrypts.
    ///
    /// @param sealed with its tag behind; with an array, as `into`
    /// @throws SealBroken when it is not what was sealed with this nonce, head and key
    public void open(byte[] nonce, byte[] head, ByteBuffer sealed, ByteBuffer into)
            throws SealBroken {
        try {
            run(Cipher.DECRYPT_MODE, nonce, head, sealed, into);
        } catch (GeneralSecurityException _) {
            throw new SealBroken("this was not sealed here, or was changed since");
        }
    }

    private void run(int mode, byte[] nonce, byte[] head, ByteBuffer from, ByteBuffer into)
            throws GeneralSecurityException {
        var idle = IDLE.poll();
        var cipher = idle == null ? Cipher.getInstance("AES/GCM/NoPadding") : idle;
        cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * 8, nonce));
        if (head.length > 0) cipher.updateAAD(head);
        int written =
                cipher.doFinal(
                        from.array(),
                        from.arrayOffset() + from.position(),
                        from.remaining(),
                        into.array(),
                        into.arrayOffset() + into.position());
        from.position(from.limit());
        into.position(into.position() + written);
        // One that failed is not kept.
        IDLE.add(cipher);
    }
}
