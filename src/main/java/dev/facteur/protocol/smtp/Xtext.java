package dev.facteur.protocol.smtp;

import java.util.Optional;

/// The encoding of ENVID and ORCPT (RFC 3461 §4): `+` and two hexadecimal digits for what a
/// parameter may not hold.
public final class Xtext {
    private static final String DIGITS = "0123456789ABCDEF";

    private Xtext() {}

    /// Whether the text is ASCII without control characters, which is all that xtext stands for.
    public static boolean canEncode(String text) {
        return text.chars().allMatch(c -> c >= ' ' && c <= '~');
    }

    /// @param text one that [#canEncode] accepts
    public static String encode(String text) {
        if (!canEncode(text)) throw new IllegalArgumentException("not printable ASCII");
        var encoded = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ' ' || c == '+' || c == '=') {
                encoded.append('+').append(DIGITS.charAt(c >> 4)).append(DIGITS.charAt(c & 15));
            } else {
                encoded.append(c);
            }
        }
        return encoded.toString();
    }

    /// The text behind an encoded parameter. Empty when it is no xtext, or when it hides anything
    /// but printable ASCII: the text goes into reports, where a hidden line end would forge a
    /// header.
    public static Optional<String> decode(String encoded) {
        var text = new StringBuilder(encoded.length());
        for (int i = 0; i < encoded.length(); i++) {
            char c = encoded.charAt(i);
            if (c == '+') {
                if (i + 2 >= encoded.length()) return Optional.empty();
                int high = DIGITS.indexOf(encoded.charAt(i + 1));
                int low = DIGITS.indexOf(encoded.charAt(i + 2));
                if (high < 0 || low < 0) return Optional.empty();
                c = (char) (high << 4 | low);
                if (c < ' ' || c > '~') return Optional.empty();
                i += 2;
            } else if (c <= ' ' || c > '~' || c == '=') {
                return Optional.empty();
            }
            text.append(c);
        }
        return Optional.of(text.toString());
    }
}
