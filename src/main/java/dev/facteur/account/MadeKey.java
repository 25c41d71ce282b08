package dev.facteur.account;

import dev.facteur.account.DkimKey.Algorithm;
import java.security.PrivateKey;
import org.jspecify.annotations.Nullable;

/// A key pair that has just been made; the public half as it is published.
///
/// @param target where we publish it; null when the domain's owner does
record MadeKey(
        String selector,
        Algorithm algorithm,
        PrivateKey privateKey,
        String publicKey,
        @Nullable String target) {
    @Override
    public String toString() {
        return selector;
    }
}
