package dev.facteur.platform.secret;

/// A sealed secret cannot be opened. The message says why and what to do.
public final class SealBroken extends Exception {
    SealBroken(String message) {
        super(message);
    }
}
