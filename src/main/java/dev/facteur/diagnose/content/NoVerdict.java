package dev.facteur.diagnose.content;

import java.io.IOException;

/// A filter has no word on a mail. The message is a sentence without its full stop, for the
/// operator; it repeats nothing of what the filter sent.
public final class NoVerdict extends IOException {
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /// Whose fault it is.
    public enum Kind {
        /// There was no answer in time.
        SILENT,
        /// What answered does not speak as such a filter does.
        NONSENSE,
        /// It wants a password, or another one.
        PASSWORD
    }

    public NoVerdict(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
