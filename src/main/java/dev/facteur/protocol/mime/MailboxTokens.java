package dev.facteur.protocol.mime;

import dev.facteur.protocol.mime.MalformedHeader.Fault;
import org.jspecify.annotations.Nullable;

/// The words of an address list (RFC 5322 §3.2), comments and whitespace taken away. Used by one
/// [Mailboxes] only.
final class MailboxTokens {
    private static final int MAX_COMMENT_DEPTH = 50;

    private final String text;
    private int position;

    MailboxTokens(String text) {
        this.text = text;
    }

    enum Kind {
        ATOM,
        /// A quoted string; the text is what it means, quotes and backslashes gone.
        QUOTED,
        /// A domain literal, brackets kept.
        LITERAL,
        /// A dot or an `@`.
        SPECIAL
    }

    /// @param spaced whether whitespace or a comment stood before it
    /// @param end where the next character stands
    record Word(Kind kind, String text, boolean spaced, int end) {
        boolean is(char special) {
            return kind == Kind.SPECIAL && text.charAt(0) == special;
        }
    }

    boolean atEnd() {
        return position == text.length();
    }

    char peek() {
        return text.charAt(position);
    }

    /// Passes over a character if it comes next.
    boolean take(char c) throws MalformedHeader {
        skipComments();
        if (atEnd() || peek() != c) return false;
        position++;
        return true;
    }

    /// The next word, null when something else follows.
    @Nullable Word word() throws MalformedHeader {
        int before = position;
        skipComments();
        boolean spaced = position > before;
        if (atEnd()) return null;
        char c = peek();
        if (c == '"') return new Word(Kind.QUOTED, quotedString(), spaced, position);
        if (c == '[') return new Word(Kind.LITERAL, literal(), spaced, position);
        if (c == '.' || c == '@') {
            position++;
            return new Word(Kind.SPECIAL, String.valueOf(c), spaced, position);
        }
        int start = position;
        while (!atEnd() && isAtomCharacter(peek())) position++;
        return position == start
                ? null
                : new Word(Kind.ATOM, text.substring(start, position), spaced, position);
    }

    /// RFC 5322 §3.2.2 CFWS.
    void skipComments() throws MalformedHeader {
        int depth = 0;
        while (!atEnd()) {
            char c = peek();
            if (c == '(') {
                if (++depth > MAX_COMMENT_DEPTH) throw malformed("has comments nested too deep");
            } else if (depth == 0) {
                if (c != ' ' && c != '\t') return;
            } else if (c == ')') {
                depth--;
            } else if (c == '\\') {
                position++;
                if (atEnd()) break;
            }
            position++;
        }
        if (depth > 0) throw malformed("has a comment that does not end");
    }

    private String quotedString() throws MalformedHeader {
        var content = new StringBuilder();
        position++;
        while (!atEnd() && peek() != '"') {
            if (peek() == '\\') position++;
            if (!atEnd()) content.append(text.charAt(position++));
        }
        if (atEnd()) throw malformed("has a quote that does not end");
        position++;
        return content.toString();
    }

    private String literal() throws MalformedHeader {
        int end = text.indexOf(']', position);
        if (end < 0) throw malformed("has a bracket that does not end");
        var content = text.substring(position, end + 1).replace(" ", "").replace("\t", "");
        if (content.indexOf('[', 1) >= 0 || content.indexOf('\\') >= 0) {
            throw malformed("has a bracket inside brackets");
        }
        position = end + 1;
        return content;
    }

    /// RFC 5322 §3.2.3 atext; RFC 6532 §3.2 adds everything beyond ASCII.
    static boolean isAtomCharacter(char c) {
        return c >= 0x80 || Character.isLetterOrDigit(c) || "!#$%&'*+-/=?^_`{|}~".indexOf(c) >= 0;
    }

    MalformedHeader malformed(String what) {
        return new MalformedHeader(Fault.ADDRESS, "the address list " + what);
    }
}
