package dev.facteur.platform.config;

/// A value that cannot be used. The message says what would be right; who catches it knows where
/// the value stands.
public final class BadSetting extends Exception {
    BadSetting(String message) {
        super(message, null, false, false);
    }
}
