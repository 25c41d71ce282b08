package dev.facteur.account;

import dev.facteur.mail.Statement;
import java.util.List;
import java.util.function.Function;

/// A change that somebody asked for and that cannot be made. Its sentence is read by people;
/// `code`, `subject` and `values` let a client say the same in another language.
///
/// Checked, because every caller has somebody to tell.
public final class Objection extends Exception {
    private final Kind kind;
    private final String code;
    private final String subject;
    private final transient List<Object> values;

    /// @param code names the rule, in words joined by hyphens: `site-exists`
    /// @param subject the thing it is about: a name, never a secret
    /// @param values what else the sentence says and no translation of it can know: a limit, other
    ///   names, a [Statement]
    public Objection(Kind kind, String code, String subject, String sentence, Object... values) {
        super(sentence, null, false, false);
        this.kind = kind;
        this.code = code;
        this.subject = subject;
        this.values = List.of(values);
    }

    public enum Kind {
        /// There is no such thing.
        UNKNOWN,
        /// What was asked for contradicts what is there.
        CONFLICT,
        /// A value is not acceptable.
        INVALID
    }

    public Kind kind() {
        return kind;
    }

    public String code() {
        return code;
    }

    public String subject() {
        return subject;
    }

    /// @param told what a statement says in the reader's language
    public List<String> values(Function<Statement, String> told) {
        return values.stream()
                .map(v -> v instanceof Statement said ? told.apply(said) : String.valueOf(v))
                .toList();
    }

    /// The explanation for people: what, which, and what to do next.
    public String sentence() {
        return String.valueOf(getMessage());
    }
}
