package dev.facteur.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.facteur.platform.secret.Secret;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// What proves that a call is ours and was not changed, by the specification Standard Webhooks 1.0
/// (symmetric signatures, `v1`).
public final class Signature {
    private static final String PREFIX = "whsec_";
    private static final String ALGORITHM = "HmacSHA256";

    private Signature() {}

    /// A secret as receivers' libraries take it.
    ///
    /// @param key 24 to 64 random bytes
    public static Secret secret(byte[] key) {
        return new Secret(PREFIX + Base64.getEncoder().encodeToString(key));
    }

    /// The headers of a call.
    ///
    /// @param id of the message; a repetition bears the same
    /// @param at when it is sent, which receivers compare with their clock
    public static Map<String, String> headers(Secret secret, String id, Instant at, byte[] body) {
        long seconds = at.getEpochSecond();
        return Map.of(
                "webhook-id",
                id,
                "webhook-timestamp",
                String.valueOf(seconds),
                "webhook-signature",
                "v1," + of(secret, id, seconds, body));
    }

    private static String of(Secret secret, String id, long seconds, byte[] body) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key(secret), ALGORITHM));
            mac.update((id + "." + seconds + ".").getBytes(UTF_8));
            return Base64.getEncoder().encodeToString(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA-256 is part of every JDK", e);
        }
    }

    private static byte[] key(Secret secret) {
        return Base64.getDecoder().decode(secret.reveal().substring(PREFIX.length()));
    }
}
