package dev.facteur.protocol.smtp;

import java.util.regex.Pattern;

/// The text between angle brackets (RFC 5321 §4.1.2).
final class PathSyntax {
    private static final Pattern ROUTE = Pattern.compile("@[^@:,;<>\\s]+(,@[^@:,;<>\\s]+)*:");

    private PathSyntax() {}

    /// The index after the `>` that ends the path `text` begins with. A `>` in a quoted user name
    /// does not end it.
    static int end(String text) throws Rejected {
        boolean quoted = false;
        for (int i = 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && quoted) {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == '>' && !quoted) {
                return i + 1;
            }
        }
        throw new Rejected(Replies.ANGLE_BRACKETS);
    }

    /// The mailbox of a path. A source route (`<@a,@b:user@c>`) is accepted and ignored, as RFC
    /// 5321 §4.1.2 asks (A-d-l); what only begins like one is left to be no mailbox.
    static String mailbox(String path) {
        var inner = path.substring(1, path.length() - 1);
        var route = ROUTE.matcher(inner);
        return route.lookingAt() ? inner.substring(route.end()) : inner;
    }
}
