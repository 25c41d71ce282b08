package dev.facteur.platform.config;

/// A value that cannot be used. Its mistake says what would be right; who catches it knows where
/// the value stands.
public final class BadSetting extends Exception {
    private final transient Mistake mistake;

    /// @param values see [Mistake]
    BadSetting(String code, String sentence, Object... values) {
        super(sentence, null, false, false);
        this.mistake = Mistake.of(code, sentence, values);
    }

    Mistake mistake() {
        return mistake;
    }
}
