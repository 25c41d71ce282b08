package dev.facteur.platform.secret;

import dev.facteur.platform.FileTrouble;
import dev.facteur.platform.PrivateFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Seals what must not lie in the database readable: provider passwords, DKIM private keys.
///
/// AES-256-GCM under a key that lies in a file of its own, so that a copy of the database alone
/// gives nothing away. Sealed form: version (1 byte), the key's short name (4), nonce (12),
/// ciphertext with a 16-byte tag; version and name are authenticated. Nonces are random: safe for
/// some four billion seals under one key (NIST SP 800-38D §8.3). Safe for use by many threads.
public final class Sealer {
    private static final Logger LOG = LoggerFactory.getLogger(Sealer.class);
    private static final byte VERSION = 1;
    private static final int NAME_BYTES = 4;
    private static final int KEY_BYTES = 32;
    private static final int HEAD_BYTES = 1 + NAME_BYTES;
    private static final int START_BYTES = HEAD_BYTES + AesGcm.NONCE_BYTES;
    private static final String KEY_PREFIX = "facteur-key-1 ";

    private final Path keyFile;
    private final byte[] key;
    private final AesGcm cipher;
    private final byte[] head;
    private final SecureRandom random;

    private Sealer(Path keyFile, byte[] key, SecureRandom random) {
        this.keyFile = keyFile;
        this.key = key;
        this.cipher = new AesGcm(key);
        this.head = ByteBuffer.allocate(HEAD_BYTES).put(VERSION).put(nameOf(key)).array();
        this.random = random;
    }

    /// Reads the key file, or makes it at the first start, readable by its owner only.
    ///
    /// @throws IOException when it can be neither read nor made, or is damaged; the message names
    ///   it
    public static Sealer open(Path keyFile, SecureRandom random) throws IOException {
        return open(keyFile, false, random);
    }

    /// As above.
    ///
    /// @param inUse whether secrets may have been sealed before: then a missing key file is an
    ///   error, because a new key could open none of them and nobody would notice before the next
    ///   delivery
    public static Sealer open(Path keyFile, boolean inUse, SecureRandom random) throws IOException {
        if (!Files.exists(keyFile)) {
            if (inUse) throw lost(keyFile);
            var fresh = new byte[KEY_BYTES];
            random.nextBytes(fresh);
            var line = KEY_PREFIX + Base64.getEncoder().encodeToString(fresh) + "\n";
            PrivateFile.replace(keyFile, line.getBytes(StandardCharsets.US_ASCII));
        }
        if (PrivateFile.readableByOthers(keyFile)) {
            LOG.atWarn()
                    .addKeyValue("file", keyFile)
                    .log("the key file may be read by other users; run chmod 600 on it");
        }
        return new Sealer(keyFile, read(keyFile), random);
    }

    /// 32 bytes that stay the same for the life of the key and tell nothing about it; one purpose's
    /// bytes tell nothing about another's.
    public byte[] derive(String purpose) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(purpose.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA-256 is part of every JDK", e);
        }
    }

    public byte[] seal(byte[] plain) {
        var nonce = new byte[AesGcm.NONCE_BYTES];
        random.nextBytes(nonce);
        var sealed = ByteBuffer.allocate(START_BYTES + plain.length + AesGcm.TAG_BYTES);
        sealed.put(head).put(nonce);
        cipher.seal(nonce, head, ByteBuffer.wrap(plain), sealed);
        return sealed.array();
    }

    /// Gives back what [#seal] was given.
    ///
    /// @throws SealBroken when it was sealed under another key, or was changed
    public byte[] open(byte[] sealed) throws SealBroken {
        if (sealed.length < START_BYTES + AesGcm.TAG_BYTES || sealed[0] != VERSION) {
            throw new SealBroken(
                    "a stored secret is damaged or from a newer version of Facteur; restore the"
                            + " database from a backup, or enter the secret again");
        }
        if (!Arrays.equals(head, 0, HEAD_BYTES, sealed, 0, HEAD_BYTES)) {
            throw new SealBroken(
                    "a stored secret was sealed under another key than the one in "
                            + keyFile
                            + "; put back the key file that belongs to this database (it is in the"
                            + " backup), or enter the secret again");
        }
        var nonce = Arrays.copyOfRange(sealed, HEAD_BYTES, START_BYTES);
        var body = ByteBuffer.wrap(sealed, START_BYTES, sealed.length - START_BYTES);
        var plain = ByteBuffer.allocate(body.remaining() - AesGcm.TAG_BYTES);
        try {
            cipher.open(nonce, head, body, plain);
        } catch (SealBroken _) {
            throw new SealBroken(
                    "a stored secret was changed since it was sealed under "
                            + keyFile
                            + "; restore the database from a backup, or enter the secret again");
        }
        return plain.array();
    }

    private static byte[] read(Path keyFile) throws IOException {
        try {
            var line = Files.readString(keyFile, StandardCharsets.ISO_8859_1).strip();
            if (line.startsWith(KEY_PREFIX)) {
                var key = Base64.getDecoder().decode(line.substring(KEY_PREFIX.length()));
                if (key.length == KEY_BYTES) return key;
            }
        } catch (IllegalArgumentException _) {
            // Falls through to the one message for a damaged file.
        } catch (IOException unreadable) {
            throw new IOException(
                    "the key file " + keyFile + " cannot be read: " + FileTrouble.words(unreadable),
                    unreadable);
        }
        throw new IOException(
                "the key file "
                        + keyFile
                        + " is damaged; put it back from a backup. Without it the"
                        + " stored secrets (provider passwords, DKIM keys) cannot be read");
    }

    private static IOException lost(Path keyFile) {
        return new IOException(
                "the key file "
                        + keyFile
                        + " is missing although there is a database beside it; put it back from the"
                        + " backup, because the stored secrets (provider passwords, DKIM keys)"
                        + " cannot be read without it. If it is lost for good, move the database"
                        + " away and set up sites, domains and routes anew");
    }

    private static byte[] nameOf(byte[] key) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(key);
            return Arrays.copyOf(digest, NAME_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("SHA-256 is part of every JDK", e);
        }
    }
}
