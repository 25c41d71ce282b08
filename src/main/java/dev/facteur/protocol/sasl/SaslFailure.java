package dev.facteur.protocol.sasl;

/// The other side broke the rules of the mechanism. The message is safe to show: it holds no
/// secret.
public final class SaslFailure extends Exception {
    public SaslFailure(String message) {
        super(message, null, false, false);
    }
}
