package dev.facteur.protocol.spf;

/// A word of a record (RFC 7208 §4.6.1).
public sealed interface SpfTerm {
    /// As it is written.
    String text();

    /// Where it begins in the record's text, from 0.
    int place();

    /// A mechanism, and the result when it matches.
    record Directive(String text, int place, SpfResult result, SpfMechanism mechanism)
            implements SpfTerm {}

    /// Another domain's record says the rest (§6.1).
    record Redirect(String text, int place, MacroString domain) implements SpfTerm {}

    /// Where the text is that explains a `fail` (§6.2).
    record Explanation(String text, int place, MacroString domain) implements SpfTerm {}

    /// A modifier that means nothing to SPF (§6).
    record Unknown(String text, int place, String name) implements SpfTerm {}
}
