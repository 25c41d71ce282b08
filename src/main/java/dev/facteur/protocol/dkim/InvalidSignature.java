package dev.facteur.protocol.dkim;

/// A signature or key record that cannot be used; it says why. Never leaves the package: it becomes
/// a [DkimVerdict].
final class InvalidSignature extends Exception {
    private final String reason;

    InvalidSignature(String reason) {
        super(reason, null, false, false);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}
