package dev.facteur.protocol.sasl;

import java.util.Base64;

/// What a server keeps of a password for SCRAM-SHA-256 (RFC 5802 §3). It lets nobody log in, but
/// passwords can be guessed against it, so it is kept like a password hash and never printed.
///
/// @param salt base 64, as it goes to the client
/// @param storedKey base 64; compares the client's proof
/// @param serverKey base 64; signs our own proof
public record ScramVerifier(int iterations, String salt, String storedKey, String serverKey) {
    /// RFC 7677 §4 asks for at least 4096. Our passwords are random and long, so more would only
    /// cost the websites' servers time at every connection.
    public static final int ITERATIONS = 10_000;

    public static final int SALT_BYTES = 16;

    public ScramVerifier {
        if (iterations < 4096) throw new IllegalArgumentException("iterations " + iterations);
        for (var part : new String[] {salt, storedKey, serverKey}) {
            if (Base64.getDecoder().decode(part).length < SALT_BYTES) {
                throw new IllegalArgumentException("a SCRAM verifier is cut short");
            }
        }
    }

    /// Derives the verifier of a new password.
    ///
    /// @param salt [#SALT_BYTES] random bytes, never used before
    public static ScramVerifier derive(String password, byte[] salt) {
        return derive(password, salt, ITERATIONS);
    }

    static ScramVerifier derive(String password, byte[] salt, int iterations) {
        byte[] salted = Scram.saltedPassword(password, salt, iterations);
        var base64 = Base64.getEncoder();
        return new ScramVerifier(
                iterations,
                base64.encodeToString(salt),
                base64.encodeToString(Scram.hash(Scram.clientKey(salted))),
                base64.encodeToString(Scram.serverKey(salted)));
    }

    /// The form in the database: iterations, salt, stored key and server key, with commas between.
    public String text() {
        return iterations + "," + salt + "," + storedKey + "," + serverKey;
    }

    /// Reads [#text] back.
    public static ScramVerifier of(String text) {
        var parts = text.split(",", -1);
        if (parts.length != 4) throw new IllegalArgumentException("not a SCRAM verifier");
        return new ScramVerifier(Integer.parseInt(parts[0]), parts[1], parts[2], parts[3]);
    }

    @Override
    public String toString() {
        return "ScramVerifier[***]";
    }
}
