package dev.facteur.template;

/// A template that cannot be read, or not be filled with that data.
public final class Unfillable extends Exception {
    private final String part;

    /// @param part `subject`, `text` or `html`
    Unfillable(String part, String sentence) {
        super(sentence, null, false, false);
        this.part = part;
    }

    public String part() {
        return part;
    }

    /// What is wrong, for whoever wrote the template or the data.
    public String sentence() {
        return String.valueOf(getMessage());
    }
}
