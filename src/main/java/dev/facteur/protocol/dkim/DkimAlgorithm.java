package dev.facteur.protocol.dkim;

/// The two algorithms in use. `rsa-sha1` is neither made nor accepted (RFC 8301 §3.1).
public enum DkimAlgorithm {
    /// RFC 6376 §3.3.2.
    RSA_SHA256("rsa-sha256", "rsa"),
    /// RFC 8463 §3.
    ED25519_SHA256("ed25519-sha256", "ed25519");

    private final String word;
    private final String keyWord;

    DkimAlgorithm(String word, String keyWord) {
        this.word = word;
        this.keyWord = keyWord;
    }

    /// The `a=` value of a signature.
    public String word() {
        return word;
    }

    /// The `k=` value of a key record.
    public String keyWord() {
        return keyWord;
    }
}
