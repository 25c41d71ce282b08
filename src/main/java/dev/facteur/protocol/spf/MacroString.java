package dev.facteur.protocol.spf;

import dev.facteur.protocol.spf.SpfFault.Kind;
import java.util.ArrayList;
import java.util.List;

/// A text with macros in it, which differs from mail to mail (RFC 7208 §7).
///
/// @param text as it is written
public record MacroString(String text, List<Part> parts) {
    private static final String LETTERS = "slodiphv";
    private static final String EXPLANATION_LETTERS = "crt";
    private static final String DELIMITERS = ".-+,/_=";

    /// As many labels as a name can have; a larger number means the same.
    private static final int MOST_LABELS = 127;

    public MacroString {
        parts = List.copyOf(parts);
    }

    /// A piece of the text.
    public sealed interface Part {
        /// Stands for itself.
        record Literal(String text) implements Part {}

        /// `%%`, `%_` or `%-`.
        record Escape(String meaning) implements Part {}

        /// `%{…}`.
        ///
        /// @param letter in lower case
        /// @param encoded whether it was a capital: the value is then percent-encoded
        /// @param labels how many of the right-hand labels are used; 0 for all
        /// @param delimiters `""` for a full stop
        record Macro(char letter, boolean encoded, int labels, boolean reversed, String delimiters)
                implements Part {}
    }

    /// Whether it stands for itself, whatever the mail.
    public boolean fixed() {
        return parts.stream().allMatch(Part.Literal.class::isInstance);
    }

    /// Reads the value of a modifier nobody knows (§6).
    static MacroString read(String text) throws MalformedSpf {
        return new Reader(text, false).read();
    }

    /// Reads the text that `exp=` leads to (§6.2): spaces and three more letters are allowed.
    static MacroString readExplanation(String text) throws MalformedSpf {
        return new Reader(text, true).read();
    }

    /// Reads a name to be looked up (§7.1, `domain-spec`).
    static MacroString readDomain(String text) throws MalformedSpf {
        var read = read(text);
        if (read.parts.isEmpty()) throw new MalformedSpf(Kind.ARGUMENT_MISSING);
        if (read.parts.getLast() instanceof Part.Literal(var end) && !endsInTopLabel(end)) {
            throw new MalformedSpf(Kind.BAD_DOMAIN);
        }
        return read;
    }

    /// §7.1: `domain-end` is a macro, or a full stop and a label that is not a number alone.
    private static boolean endsInTopLabel(String literal) {
        int end = literal.endsWith(".") ? literal.length() - 1 : literal.length();
        int dot = literal.lastIndexOf('.', end - 1);
        return dot >= 0 && DomainText.isTopLabel(literal.substring(dot + 1, end));
    }

    private static final class Reader {
        private final String text;
        private final boolean explanation;
        private final List<Part> parts = new ArrayList<>();
        private int at;

        Reader(String text, boolean explanation) {
            this.text = text;
            this.explanation = explanation;
        }

        MacroString read() throws MalformedSpf {
            while (at < text.length()) {
                if (text.charAt(at) == '%') {
                    parts.add(percent());
                } else {
                    parts.add(literal());
                }
            }
            return new MacroString(text, parts);
        }

        private Part literal() throws MalformedSpf {
            int start = at;
            for (; at < text.length() && text.charAt(at) != '%'; at++) {
                char c = text.charAt(at);
                boolean visible = c > ' ' && c < 0x7F;
                if (!visible && !(explanation && c == ' ')) {
                    throw new MalformedSpf(Kind.BAD_CHARACTER);
                }
            }
            return new Part.Literal(text.substring(start, at));
        }

        private Part percent() throws MalformedSpf {
            char kind = at + 1 < text.length() ? text.charAt(at + 1) : 0;
            at += 2;
            return switch (kind) {
                case '%' -> new Part.Escape("%");
                case '_' -> new Part.Escape(" ");
                case '-' -> new Part.Escape("%20");
                case '{' -> macro();
                default -> throw new MalformedSpf(Kind.BAD_MACRO);
            };
        }

        private Part macro() throws MalformedSpf {
            int close = text.indexOf('}', at);
            if (close <= at) throw new MalformedSpf(Kind.BAD_MACRO);
            char letter = text.charAt(at++);
            char lower = letter >= 'A' && letter <= 'Z' ? (char) (letter + 32) : letter;
            boolean known =
                    LETTERS.indexOf(lower) >= 0
                            || (explanation && EXPLANATION_LETTERS.indexOf(lower) >= 0);
            if (!known) throw new MalformedSpf(Kind.BAD_MACRO);
            int labels = labels();
            boolean reversed = at < close && (text.charAt(at) | 32) == 'r';
            if (reversed) at++;
            var delimiters = text.substring(at, close);
            if (delimiters.chars().anyMatch(c -> DELIMITERS.indexOf(c) < 0)) {
                throw new MalformedSpf(Kind.BAD_MACRO);
            }
            at = close + 1;
            return new Part.Macro(lower, letter != lower, labels, reversed, delimiters);
        }

        /// §7.1: a number that is there must not be zero.
        private int labels() throws MalformedSpf {
            int start = at;
            int labels = 0;
            for (; isDigit(text.charAt(at)); at++) {
                labels = Math.min(MOST_LABELS, labels * 10 + text.charAt(at) - '0');
            }
            if (at > start && labels == 0) throw new MalformedSpf(Kind.BAD_MACRO);
            return labels;
        }

        private static boolean isDigit(char c) {
            return c >= '0' && c <= '9';
        }
    }
}
