package dev.facteur.protocol.mime;

/// Text of strangers, to be shown: on one line, of bounded length, without anything that steers a
/// terminal, turns the direction of the text around it, or cannot be seen.
public final class OneLine {
    private OneLine() {}

    /// What cannot be shown becomes a space; spaces in a row become one.
    ///
    /// @param most characters that are kept
    public static String of(String text, int most) {
        var line = new StringBuilder();
        boolean space = false;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (!isShown(c)) {
                space = !line.isEmpty();
                continue;
            }
            int room = most - (space ? 1 : 0) - Character.charCount(c);
            if (line.length() > room) break;
            if (space) line.append(' ');
            space = false;
            line.appendCodePoint(c);
        }
        return line.toString();
    }

    private static boolean isShown(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SPACE_SEPARATOR ->
                    false;
            default -> true;
        };
    }
}
