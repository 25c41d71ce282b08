package dev.facteur.protocol.authres;

import dev.facteur.protocol.authres.AuthenticationResults.Property;
import dev.facteur.protocol.authres.AuthenticationResults.Result;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads the field's value (RFC 8601 §2.2). Strict where a different reading would make another
/// result of it; what only a receiver's habit explains (no authserv-id, no method's version, bare
/// addresses) is read as it is meant.
///
/// For one field and one thread.
public final class ResultsReader {
    /// A field longer than this, or with more results, is nobody's who means well.
    private static final int LONGEST = 16_384;

    private static final int MOST_RESULTS = 60;
    private static final int MOST_PROPERTIES = 20;
    private static final int MOST_NESTING = 10;

    private final String text;
    private int at;
    private @Nullable String comment;

    private ResultsReader(String text) {
        this.text = text;
    }

    /// Empty when it is not a field of that kind.
    ///
    /// @param value unfolded, see `HeaderField.value`
    public static Optional<AuthenticationResults> read(String value) {
        if (value.length() > LONGEST) return Optional.empty();
        try {
            return Optional.of(new ResultsReader(value).field());
        } catch (Malformed _) {
            return Optional.empty();
        }
    }

    private static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed() {
            super(null, null, false, false);
        }
    }

    private AuthenticationResults field() throws Malformed {
        var id = authservId();
        var results = new ArrayList<Result>();
        while (!ended()) {
            var result = result();
            if (result != null) results.add(result);
            if (results.size() > MOST_RESULTS) throw new Malformed();
        }
        return new AuthenticationResults(id, results);
    }

    /// Where the first word is a method with its value already, there is no id.
    private String authservId() throws Malformed {
        space();
        int start = at;
        boolean quoted = at < text.length() && text.charAt(at) == '"';
        var id = quoted ? quoted() : word();
        if (id.isBlank()) throw new Malformed();
        space();
        if (at < text.length() && text.charAt(at) == '=') {
            at = start;
            return "";
        }
        if (at < text.length() && Character.isDigit(text.charAt(at))) word();
        space();
        if (ended()) return id;
        expect(';');
        return id;
    }

    private @Nullable Result result() throws Malformed {
        space();
        if (ended()) return null;
        if (text.charAt(at) == ';') {
            at++;
            return null;
        }
        var method = word().toLowerCase(Locale.ROOT);
        comment = null;
        space();
        if (method.equals("none") && (ended() || text.charAt(at) == ';')) return null;
        if (take('/')) {
            space();
            word();
            space();
        }
        expect('=');
        space();
        comment = null;
        var value = word().toLowerCase(Locale.ROOT);
        space();
        var said = comment == null ? "" : comment;
        return behind(method, value, said);
    }

    private Result behind(String method, String value, String said) throws Malformed {
        var reason = "";
        var properties = new ArrayList<Property>();
        while (!ended() && !take(';')) {
            var name = name().toLowerCase(Locale.ROOT);
            expect('=');
            space();
            var content = value();
            space();
            if (name.equals("reason")) {
                reason = content;
            } else {
                int dot = name.indexOf('.');
                // `action=none` and the like, which Microsoft writes, belong to nobody's type.
                var type = dot < 0 ? "" : name.substring(0, dot);
                properties.add(new Property(type, name.substring(dot + 1), content));
            }
            if (properties.size() > MOST_PROPERTIES) throw new Malformed();
        }
        return new Result(method, value, reason, said, properties);
    }

    /// A property's name; there may be comments around its dot, which nobody writes but the RFC.
    private String name() throws Malformed {
        var name = word();
        space();
        if (take('.')) {
            space();
            name += "." + word();
            space();
        }
        return name;
    }

    /// A keyword, a dotted name, a domain.
    private String word() throws Malformed {
        int start = at;
        while (at < text.length() && isWord(text.charAt(at))) at++;
        if (at == start) throw new Malformed();
        return text.substring(start, at);
    }

    private static boolean isWord(char c) {
        return c > ' ' && c != 0x7f && "()<>@,;:\\\"/[]?=".indexOf(c) < 0;
    }

    /// A property's value: a word, a quoted string, or an address (RFC 8601 §2.2 pvalue), which may
    /// have anything in it that ends no value.
    private String value() throws Malformed {
        if (at < text.length() && text.charAt(at) == '"') {
            var local = quoted();
            return at < text.length() && text.charAt(at) == '@' ? local + bare() : local;
        }
        return bare();
    }

    private String bare() {
        int start = at;
        while (at < text.length()
                && text.charAt(at) > ' '
                && ";()\"".indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return text.substring(start, at);
    }

    private String quoted() throws Malformed {
        var content = new StringBuilder();
        at++;
        while (at < text.length() && text.charAt(at) != '"') {
            if (text.charAt(at) == '\\') at++;
            if (at < text.length()) content.append(text.charAt(at++));
        }
        expect('"');
        return content.toString();
    }

    /// Whitespace and comments; keeps the last comment.
    private void space() throws Malformed {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '(') comment = comment();
            else if (c == ' ' || c == '\t') at++;
            else return;
        }
    }

    private String comment() throws Malformed {
        int depth = 0;
        int start = at + 1;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '\\') at++;
            else if (c == '(' && ++depth > MOST_NESTING) throw new Malformed();
            else if (c == ')' && --depth == 0) return text.substring(start, at - 1);
        }
        throw new Malformed();
    }

    private boolean take(char c) {
        if (at >= text.length() || text.charAt(at) != c) return false;
        at++;
        return true;
    }

    private void expect(char c) throws Malformed {
        if (!take(c)) throw new Malformed();
    }

    private boolean ended() {
        return at >= text.length();
    }
}
