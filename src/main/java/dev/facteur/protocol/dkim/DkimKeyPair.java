package dev.facteur.protocol.dkim;

import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;

/// A new key to sign with.
///
/// @param publicKey the `p=` value of its DNS record: SubjectPublicKeyInfo for RSA (what all
///   verifiers read), the bare 32 bytes for Ed25519 (RFC 8463 §4.2); base64
public record DkimKeyPair(DkimAlgorithm algorithm, PrivateKey privateKey, String publicKey) {
    /// RFC 8301 §3.2. Longer keys do not fit everybody's DNS.
    private static final int RSA_BITS = 2048;

    public static DkimKeyPair generate(DkimAlgorithm algorithm, SecureRandom random) {
        try {
            return switch (algorithm) {
                case RSA_SHA256 -> rsa(random);
                case ED25519_SHA256 -> ed25519(random);
            };
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK makes RSA and Ed25519 keys", e);
        }
    }

    private static DkimKeyPair rsa(SecureRandom random) throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(RSA_BITS, random);
        var pair = generator.generateKeyPair();
        var text = Base64.getEncoder().encodeToString(pair.getPublic().getEncoded());
        return new DkimKeyPair(DkimAlgorithm.RSA_SHA256, pair.getPrivate(), text);
    }

    private static DkimKeyPair ed25519(SecureRandom random) throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("Ed25519");
        generator.initialize(255, random);
        var pair = generator.generateKeyPair();
        var encoded = pair.getPublic().getEncoded();
        var bare = Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
        var text = Base64.getEncoder().encodeToString(bare);
        return new DkimKeyPair(DkimAlgorithm.ED25519_SHA256, pair.getPrivate(), text);
    }

    /// Never prints the private key.
    @Override
    public String toString() {
        return algorithm.word() + " key " + publicKey;
    }
}
