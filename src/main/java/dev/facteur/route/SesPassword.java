package dev.facteur.route;

import dev.facteur.platform.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The SMTP password that Amazon SES makes of a secret access key, in each region another one:
/// docs.aws.amazon.com/ses/latest/dg/smtp-credentials.html.
final class SesPassword {
    private static final byte VERSION = 4;

    private SesPassword() {}

    static Secret of(Secret secretAccessKey, String region) {
        byte[] signature = bytes("AWS4" + secretAccessKey.reveal());
        for (var step : List.of("11111111", region, "ses", "aws4_request", "SendRawEmail")) {
            signature = hmac(signature, step);
        }
        var versioned = new byte[1 + signature.length];
        versioned[0] = VERSION;
        System.arraycopy(signature, 0, versioned, 1, signature.length);
        return new Secret(Base64.getEncoder().encodeToString(versioned));
    }

    private static byte[] hmac(byte[] key, String message) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(bytes(message));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
