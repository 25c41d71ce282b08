package dev.facteur.protocol.bounce;

/// Finds an enhanced status code (RFC 3463 §2) in a text: `5.1.1`, `(#5.1.1)`. Linear in its
/// length.
final class StatusScanner {
    private static final int MAX_PART = 3;

    private StatusScanner() {}

    /// The first one of class 2, 4 or 5; `""` when there is none.
    static String first(String text) {
        for (int i = 0; i + 4 < text.length(); i++) {
            char c = text.charAt(i);
            if ((c != '2' && c != '4' && c != '5') || (i > 0 && isPart(text.charAt(i - 1))))
                continue;
            int subject = afterPart(text, i + 1);
            int end = subject < 0 ? -1 : afterPart(text, subject);
            // Four numbers are an address of the Internet.
            if (end > 0 && (end == text.length() || !continues(text, end))) {
                return text.substring(i, end);
            }
        }
        return "";
    }

    private static boolean isPart(char c) {
        return ReplyScanner.isDigit(c) || c == '.' || Character.isLetter(c);
    }

    private static boolean continues(String text, int end) {
        if (text.charAt(end) != '.') return ReplyScanner.isDigit(text.charAt(end));
        return end + 1 < text.length() && ReplyScanner.isDigit(text.charAt(end + 1));
    }

    private static int afterPart(String text, int at) {
        if (at >= text.length() || text.charAt(at) != '.') return -1;
        int end = at + 1;
        while (end < text.length()
                && end <= at + MAX_PART
                && ReplyScanner.isDigit(text.charAt(end))) end++;
        return end > at + 1 ? end : -1;
    }
}
