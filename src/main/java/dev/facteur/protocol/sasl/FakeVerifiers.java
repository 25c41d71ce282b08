package dev.facteur.protocol.sasl;

import java.util.Arrays;
import java.util.Base64;

/// Verifiers for users that do not exist: the same salt each time somebody asks, so that asking
/// twice tells nothing. Nobody can log in with one.
final class FakeVerifiers {
    private final byte[] secret;

    FakeVerifiers(byte[] secret) {
        this.secret = secret;
    }

    ScramVerifier of(String user) {
        var base64 = Base64.getEncoder();
        byte[] salt = Arrays.copyOf(Scram.hmac(secret, "salt " + user), ScramVerifier.SALT_BYTES);
        return new ScramVerifier(
                ScramVerifier.ITERATIONS,
                base64.encodeToString(salt),
                base64.encodeToString(Scram.hmac(secret, "stored key " + user)),
                base64.encodeToString(Scram.hmac(secret, "server key " + user)));
    }
}
