package dev.facteur.protocol.smtp;

/// Words of the protocol: verbs, keywords and the values that are keywords. They are ASCII and the
/// same in any case of letters (RFC 5321 §2.4).
public final class Keyword {
    private Keyword() {}

    /// The word in upper case. Letters beyond ASCII stay as they are: `ſ` and `ı` have `S` and `I`
    /// as their capitals, and would make a command of what is none to any other server.
    public static String upperCase(String word) {
        var upper = new StringBuilder(word.length());
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            upper.append(c >= 'a' && c <= 'z' ? (char) (c - 'a' + 'A') : c);
        }
        return upper.toString();
    }
}
