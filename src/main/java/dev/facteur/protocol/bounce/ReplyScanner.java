package dev.facteur.protocol.bounce;

import dev.facteur.protocol.smtp.Reply;
import org.jspecify.annotations.Nullable;

/// Finds the refusal of a mail server that a text quotes: `host mx.example.net said: 550 5.1.1 No
/// such user`. Linear in the length of the text.
final class ReplyScanner {
    /// What a server says beyond this nobody needs to decide anything.
    private static final int MAX_TEXT = 1_000;

    private ReplyScanner() {}

    /// The first reply code 4yz or 5yz with the text behind it; null when there is none.
    static @Nullable Reply first(String text) {
        for (int i = 0; i + 2 < text.length(); i++) {
            if (isCode(text, i)) return reply(text, i);
        }
        return null;
    }

    /// RFC 5321 §4.2: three digits, then a space or a hyphen, or nothing.
    private static boolean isCode(String text, int at) {
        char first = text.charAt(at);
        if (first != '4' && first != '5') return false;
        char second = text.charAt(at + 1);
        if (second < '0' || second > '5' || !isDigit(text.charAt(at + 2))) return false;
        if (at > 0 && text.charAt(at - 1) == '#') return isQuoted(text, at);
        if (at > 0 && " :;<'\"(\n\t".indexOf(text.charAt(at - 1)) < 0) return false;
        if (at + 3 >= text.length()) return true;
        if (" -:,\n\r=".indexOf(text.charAt(at + 3)) < 0) return false;
        return !isCount(text, at + 3);
    }

    /// `#550 5.1.1 …`, `#550-…`: so Exchange quotes. Orders and tickets have numbers with that
    /// mark.
    private static boolean isQuoted(String text, int at) {
        var status = text.charAt(at) + ".";
        return text.startsWith("-", at + 3) || text.startsWith(" " + status, at + 3);
    }

    /// `for 500 seconds`, `after 432 days`: a number that counts something.
    private static boolean isCount(String text, int from) {
        for (var unit : new String[] {" second", " minute", " hour", " day", " bytes", " kb"}) {
            if (text.regionMatches(true, from, unit, 0, unit.length())) return true;
        }
        return false;
    }

    private static Reply reply(String text, int at) {
        int code = Integer.parseInt(text.substring(at, at + 3));
        var said = text.substring(at + 3, end(text, at));
        var status = StatusScanner.first(said.substring(0, Math.min(said.length(), 40)));
        var words = words(said, code, status);
        return Reply.of(code, status, words);
    }

    /// The reply ends with an empty line, a line of the dialogue, or another reply.
    private static int end(String text, int at) {
        int limit = Math.min(text.length(), at + MAX_TEXT);
        boolean goesOn = text.startsWith("-", at + 3);
        int line = text.indexOf('\n', at);
        while (line >= 0 && line < limit) {
            int next = goesOn ? afterMark(text, line + 1) : line + 1;
            if (isOther(text, next, at)) return line;
            goesOn = text.startsWith("-", next + 3);
            line = text.indexOf('\n', line + 1);
        }
        return limit;
    }

    /// RFC 5321 §4.2.1: behind a hyphen the same reply goes on, whatever a dialogue marks it with.
    private static int afterMark(String text, int line) {
        return text.startsWith("<<< ", line) ? line + 4 : line;
    }

    private static boolean isOther(String text, int line, int at) {
        if (line == text.length() || text.charAt(line) == '\n') return true;
        if (text.startsWith("<<<", line) || text.startsWith(">>>", line)) return true;
        boolean code = line + 2 < text.length() && isCode(text, line);
        return code && !text.regionMatches(line, text, at, 3);
    }

    /// Without code and status, which servers repeat on each line (RFC 2034 §4).
    private static String words(String said, int code, String status) {
        var words = said;
        if (!status.isEmpty()) {
            for (var mark : new String[] {"-", " "})
                words = words.replace(code + mark + status, " ");
            int first = words.indexOf(status);
            if (first >= 0 && first < 4 && !words.startsWith("#", Math.max(0, first - 1)))
                words = words.substring(first + status.length());
        }
        int start = 0;
        while (start < words.length() && "-':,=\n\t ".indexOf(words.charAt(start)) >= 0) start++;
        var lines = words.substring(start).replace("\n<<< " + code, "\n" + code);
        var text = spaced(lines.replace("\n" + code + "-", " ").replace("\n" + code + " ", " "));
        // Exchange puts marks around what it quotes: #550 5.1.1 User unknown ##
        return text.endsWith("##") ? text.substring(0, text.length() - 2).strip() : text;
    }

    /// On one line, one space between words.
    static String spaced(String text) {
        var spaced = new StringBuilder(text.length());
        boolean gap = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isWhitespace(c) || Character.isISOControl(c)) {
                gap = !spaced.isEmpty();
            } else {
                if (gap) spaced.append(' ');
                spaced.append(c);
                gap = false;
            }
        }
        return spaced.toString();
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
