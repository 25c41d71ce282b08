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
        if (isName(name)) return;
        throw new IllegalArgumentException("not a name for a signature: " + name);
    }

    /// Whether the text can be a domain or a selector (RFC 6376 §3.5), and nothing worse.
    static boolean isName(String text) {
        return !text.isEmpty()
                && text.chars()
                        .allMatch(c ->
                                (c >= 'a' && c <= 'z')
                                        || (c >= 'A' && c <= 'Z')
                                        || (c >= '0' && c <= '9')
                                        || c == '-'
                                        || c == '_'
                                        || c == '.');
    }

    /// Never prints the private key.
    @Override
    public String toString() {
        return selector + "._domainkey." + domain + " (" + algorithm.word() + ")";
    }
}
