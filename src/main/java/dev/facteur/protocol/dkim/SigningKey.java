package dev.facteur.protocol.dkim;

import java.security.PrivateKey;

/// A key to sign with, and where its public half is found.
///
/// @param domain the signing domain (`d=`), in lower case, international names as A-labels
public record SigningKey(
        String domain, String selector, DkimAlgorithm algorithm, PrivateKey privateKey) {
    public SigningKey {
        requireName(domain);
        requireName(selector);
    }

    /// Both are written into a header and into the tag list there.
    private static void requireName(String name) {
        boolean good =
                !name.isEmpty()
                        && name.chars()
                                .allMatch(c ->
                                        (c >= 'a' && c <= 'z')
                                                || (c >= 'A' && c <= 'Z')
                                                || (c >= '0' && c <= '9')
                                                || c == '-'
                                                || c == '_'
                                                || c == '.');
        if (!good) throw new IllegalArgumentException("not a name for a signature: " + name);
    }

    /// Never prints the private key.
    @Override
    public String toString() {
        return selector + "._domainkey." + domain + " (" + algorithm.word() + ")";
    }
}
