package dev.facteur.account;

import java.security.PrivateKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A key that signs a domain's mail, and whose public half stands in its DNS.
///
/// @param publicKey the `p=` value of its DNS record
/// @param hosting where we publish it ourselves; null when the domain's owner does
public record DkimKey(
        long id,
        String domain,
        String selector,
        Algorithm algorithm,
        PrivateKey privateKey,
        String publicKey,
        KeyState state,
        @Nullable Hosting hosting) {

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

    /// @param target the name in the operator's zone that an alias in the domain's leads to
    /// @param publishedAt when the zone's server took it; null: not yet
    public record Hosting(String target, @Nullable Instant publishedAt) {}

    /// Whether mail is signed with it now.
    public boolean signs() {
        return state instanceof KeyState.Signing;
    }

    /// Whether its record has to stand in DNS.
    public boolean isWanted() {
        return !(state instanceof KeyState.Retired);
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
        return recordName() + " (" + algorithm.word() + ", " + state.word() + ")";
    }
}
