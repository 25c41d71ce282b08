package dev.facteur.account;

import dev.facteur.account.DkimKey.Algorithm;
import java.security.PrivateKey;

/// A key pair that has just been made; the public half as it is published.
record MadeKey(String selector, Algorithm algorithm, PrivateKey privateKey, String publicKey) {
    @Override
    public String toString() {
        return selector;
    }
}
