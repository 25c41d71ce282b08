package dev.facteur.route.oauth;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.facteur.platform.secret.Secret;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/// The secret that ties a code to whoever asked for it (RFC 7636).
///
/// @param verifier told only when the code is handed in
record Pkce(Secret verifier) {
    /// 43 characters in base 64 (§4.1).
    private static final int BYTES = 32;

    static Pkce fresh(SecureRandom random) {
        return new Pkce(new Secret(text(random)));
    }

    /// Text that nobody guesses and that needs no escaping in an address.
    static String text(SecureRandom random) {
        var bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /// §4.2, the only method that is used: `plain` would show the secret to whoever sees the
    /// address.
    String challenge() {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            byte[] hash = digest.digest(verifier.reveal().getBytes(US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
