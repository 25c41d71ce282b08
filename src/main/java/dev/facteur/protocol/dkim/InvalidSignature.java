package dev.facteur.protocol.dkim;

/// A signature or key record that cannot be used; the message says why. Never leaves the package:
/// it becomes a [DkimVerdict].
final class InvalidSignature extends Exception {
    InvalidSignature(String message) {
        super(message, null, false, false);
    }
}
