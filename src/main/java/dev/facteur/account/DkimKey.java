package dev.facteur.account;

import java.security.PrivateKey;

/// A key that signs a domain's mail, and whose public half stands in its DNS.
///
/// @param publicKey the `p=` value of its DNS record
/// @param active whether mail is signed with it now; a key waits inactive until its record is
///   published, and stays published for some days after it has been replaced
public record DkimKey(
        long id,
        String domain,
        String selector,
        Algorithm algorithm,
        PrivateKey privateKey,
        String publicKey,
        boolean active) {

    public enum Algorithm {
        RSA("rsa"),
        ED25519("ed25519");

        private final String word;

        Algorithm(String word) {
            this.word = word;
        }

        /// The `k=` value of RFC 6376 §3.6.1 and RFC 8463 §4.
        public String word() {
            return word;
        }

        public static Algorithm of(String word) {
            for (var algorithm : values()) {
                if (algorithm.word.equals(word)) return algorithm;
            }
            throw new IllegalArgumentException("no such key algorithm: " + word);
        }
    }

    /// The DNS name under which the public key is published (RFC 6376 §3.6.2.1).
    public String recordName() {
        return selector + "._domainkey." + domain;
    }

    /// The text record's value.
    public String recordValue() {
        return "v=DKIM1; k=" + algorithm.word() + "; p=" + publicKey;
    }

    /// Never prints the key.
    @Override
    public String toString() {
        return recordName() + " (" + algorithm.word() + (active ? ", active)" : ")");
    }
}
