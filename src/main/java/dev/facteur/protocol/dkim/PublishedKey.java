package dev.facteur.protocol.dkim;

import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Optional;

/// A key record (RFC 6376 §3.6.1) as its owner has to judge it, also where verifiers take it for
/// none.
///
/// @param algorithm `k=`
/// @param key `p=`, base64 without white space; `""` for a key that was taken back
/// @param testing `t=y`
/// @param rsaBits length of an RSA key that can be read; 0 for all others, and below 1024
public record PublishedKey(String algorithm, String key, boolean testing, int rsaBits) {
    /// Empty when the text is no list of tags, or has no `p=`.
    public static Optional<PublishedKey> read(String text) {
        try {
            var tags = TagList.parse(text);
            var algorithm = tags.get("k", "rsa");
            var flags = TagList.withoutFolding(tags.get("t", "")).split(":");
            var key = TagList.withoutFolding(tags.require("p"));
            boolean testing = Arrays.asList(flags).contains("y");
            return Optional.of(new PublishedKey(algorithm, key, testing, rsaBits(text, algorithm)));
        } catch (InvalidSignature e) {
            return Optional.empty();
        }
    }

    private static int rsaBits(String text, String algorithm) {
        if (!algorithm.equals(DkimAlgorithm.RSA_SHA256.keyWord())) return 0;
        try {
            var key = DkimPublicKey.parse(text, DkimAlgorithm.RSA_SHA256).key();
            return key instanceof RSAPublicKey rsa ? rsa.getModulus().bitLength() : 0;
        } catch (InvalidSignature e) {
            return 0;
        }
    }
}
