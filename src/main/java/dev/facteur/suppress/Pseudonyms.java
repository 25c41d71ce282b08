package dev.facteur.suppress;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Names for people whose addresses are known here no longer: always the same name for an address,
/// and none without the key, which lies beside the database and not in it. Safe for use by many
/// threads.
public final class Pseudonyms {
    private static final String PREFIX = "erased:";
    private static final int LENGTH = 32;

    // One for all, since making one costs several times what it does. Guarded by itself.
    private final Mac mac;

    /// @param key 32 bytes that stay the same
    public Pseudonyms(byte[] key) {
        try {
            mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA-256 is part of every JDK", e);
        }
    }

    /// @param address in any case
    public String of(String address) {
        var lower = address.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
        byte[] code;
        synchronized (mac) {
            code = mac.doFinal(lower);
        }
        return PREFIX + HexFormat.of().formatHex(code, 0, LENGTH / 2);
    }
}
