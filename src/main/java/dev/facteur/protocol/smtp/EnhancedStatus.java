package dev.facteur.protocol.smtp;

/// Finds an enhanced status code (RFC 3463 §2) at the beginning of a reply's text.
///
/// Looked for whether or not the server announced ENHANCEDSTATUSCODES: many send them unannounced,
/// and the form is unmistakable.
final class EnhancedStatus {
    private static final int MAX_PART = 3;

    private EnhancedStatus() {}

    /// The status that starts at `from`, `""` when there is none or when its class contradicts the
    /// reply code.
    static String at(String line, int from, int code) {
        if (line.length() < from + 5 || line.charAt(from) != '0' + code / 100) return "";
        int subject = afterPart(line, from + 1);
        int end = subject < 0 ? -1 : afterPart(line, subject);
        if (end < 0 || (end < line.length() && line.charAt(end) != ' ')) return "";
        return line.substring(from, end);
    }

    /// The index after `.123` at `at`, or -1.
    private static int afterPart(String line, int at) {
        if (at >= line.length() || line.charAt(at) != '.') return -1;
        int end = at + 1;
        while (end < line.length() && isDigit(line.charAt(end))) end++;
        int digits = end - at - 1;
        return digits >= 1 && digits <= MAX_PART ? end : -1;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
