package dev.facteur.platform.secret;

import com.password4j.Argon2Function;
import com.password4j.types.Argon2;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Hashes passwords with Argon2id (RFC 9106) and compares them.
///
/// 9 MiB and 4 passes: one of the equivalent settings OWASP recommends, 21 ms here. A site that
/// opens a connection for every mail would pay that for every mail, so passwords that were right
/// are remembered: not themselves but as a MAC under a key that exists in this process only. Wrong
/// passwords, and users that do not exist, always take the long way.
///
/// Safe for use by many threads; at most as many as there are processors hash at the same time.
public final class Passwords {
    private static final int MEMORY_KIB = 9216;
    private static final int PASSES = 4;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final int MAX_REMEMBERED = 10_000;

    /// Longer ones are wrong without being looked at.
    private static final int MAX_PASSWORD_CHARACTERS = 1024;

    private final SecureRandom random;
    private final SecretKeySpec macKey;
    private final String nobody;
    private final Semaphore working = new Semaphore(Runtime.getRuntime().availableProcessors());
    private final Map<String, Boolean> remembered =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                    return size() > MAX_REMEMBERED;
                }
            };

    public Passwords(SecureRandom random) {
        this.random = random;
        var key = new byte[32];
        random.nextBytes(key);
        this.macKey = new SecretKeySpec(key, "HmacSHA256");
        var salt = "A".repeat(22);
        this.nobody =
                "$argon2id$v=19$m="
                        + MEMORY_KIB
                        + ",t="
                        + PASSES
                        + ",p=1$"
                        + salt
                        + "$"
                        + "A".repeat(43);
    }

    /// The text to store: algorithm, costs, salt and hash in the usual `$argon2id$…` form.
    public String hash(Secret password) {
        if (password.reveal().length() > MAX_PASSWORD_CHARACTERS) {
            throw new IllegalArgumentException(
                    "a password has at most " + MAX_PASSWORD_CHARACTERS + " characters");
        }
        var salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        var function = Argon2Function.getInstance(MEMORY_KIB, PASSES, 1, HASH_BYTES, Argon2.ID);
        working.acquireUninterruptibly();
        try {
            return function.hash(bytes(password), salt).getResult();
        } finally {
            working.release();
        }
    }

    /// Whether `password` is the one that `hash` was made from.
    public boolean verify(String hash, Secret password) {
        if (password.reveal().length() > MAX_PASSWORD_CHARACTERS) return false;
        var memory = mac(hash, password);
        synchronized (remembered) {
            if (remembered.get(memory) != null) return true;
        }
        if (!compare(hash, password)) return false;
        synchronized (remembered) {
            remembered.put(memory, true);
        }
        return true;
    }

    /// For a user that does not exist: takes the time of a wrong password, and is always false.
    public boolean verifyNobody(Secret password) {
        var _ = compare(nobody, password);
        return false;
    }

    private boolean compare(String hash, Secret password) {
        working.acquireUninterruptibly();
        try {
            // The comparison inside looks at every byte, whatever the first difference is.
            return Argon2Function.getInstanceFromHash(hash)
                    .check(bytes(password), hash.getBytes(StandardCharsets.US_ASCII));
        } catch (IllegalArgumentException | IndexOutOfBoundsException _) {
            return false;
        } finally {
            working.release();
        }
    }

    private String mac(String hash, Secret password) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(macKey);
            mac.update(hash.getBytes(StandardCharsets.US_ASCII));
            mac.update((byte) 0);
            return HexFormat.of().formatHex(mac.doFinal(bytes(password)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HmacSHA256 is part of every JDK", e);
        }
    }

    private static byte[] bytes(Secret password) {
        return password.reveal().getBytes(StandardCharsets.UTF_8);
    }
}
