package dev.facteur.feedback.webhook;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// HMAC-SHA256 (RFC 2104).
final class Hmac {
    private Hmac() {}

    static byte[] of(byte[] key, byte[]... pieces) throws NotGenuine {
        if (key.length == 0) throw new NotGenuine("no signing key was entered");
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            for (var piece : pieces) mac.update(piece);
            return mac.doFinal();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
