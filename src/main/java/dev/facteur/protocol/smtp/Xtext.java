package dev.facteur.protocol.smtp;

import java.util.Locale;

/// The encoding of ENVID and ORCPT values (RFC 3461 §4).
final class Xtext {
    private Xtext() {}

    /// Whether the text is ASCII without control characters, which is all that xtext stands for.
    static boolean canEncode(String text) {
        return text.chars().allMatch(c -> c >= ' ' && c < 0x7f);
    }

    static String encode(String text) {
        var encoded = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > ' ' && c < 0x7f && c != '+' && c != '=') encoded.append(c);
            else encoded.append('+').append(hex(c));
        }
        return encoded.toString();
    }

    private static String hex(char c) {
        String digits = Integer.toHexString(c).toUpperCase(Locale.ROOT);
        return digits.length() == 1 ? "0" + digits : digits;
    }
}
