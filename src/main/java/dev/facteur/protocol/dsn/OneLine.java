package dev.facteur.protocol.dsn;

/// Text from outside (a remote server's answer, a submitter's id) as it may stand in a report: one
/// line without control characters, of limited length, with a place to fold at least every 200
/// bytes.
final class OneLine {
    private static final int MAX_LENGTH = 1_000;
    private static final int MAX_WORD = 200;
    private static final int MAX_ADDRESS = 900;

    private OneLine() {}

    static String of(String text) {
        return cut(text, MAX_WORD);
    }

    /// The same for an address, which a space would make another one.
    static String unbroken(String address) {
        return cut(address, MAX_ADDRESS);
    }

    private static String cut(String text, int longestWord) {
        var line = new StringBuilder();
        int word = 0;
        for (int i = 0; i < text.length() && line.length() < MAX_LENGTH; ) {
            int character = text.codePointAt(i);
            i += Character.charCount(character);
            boolean surrogate = character >= 0xd800 && character <= 0xdfff;
            if (surrogate || Character.isISOControl(character)) character = ' ';
            int bytes = utf8Length(character);
            word = character == ' ' ? 0 : word + bytes;
            if (word > longestWord) {
                line.append(' ');
                word = bytes;
            }
            line.appendCodePoint(character);
        }
        return line.toString().strip();
    }

    private static int utf8Length(int character) {
        if (character < 0x80) return 1;
        if (character < 0x800) return 2;
        return character < 0x10000 ? 3 : 4;
    }

    static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }
}
