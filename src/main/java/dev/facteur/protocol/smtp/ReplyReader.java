package dev.facteur.protocol.smtp;

import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Reads a server's replies (RFC 5321 §4.2.1), strictly framed and bounded: at most [#MAX_LINES]
/// lines of [#MAX_LINE] bytes.
final class ReplyReader {
    /// RFC 5321 §4.5.3.1.5 says 512; providers put links and explanations into one line.
    static final int MAX_LINE = 2048;

    /// The longest reply met is an EHLO with some thirty lines.
    static final int MAX_LINES = 100;

    private static final int CODE = 3;

    private final SmtpInput in;

    ReplyReader(SmtpInput in) {
        this.in = in;
    }

    /// @throws EOFException when the server hung up
    /// @throws MalformedReply when it spoke something else
    Reply read() throws IOException {
        String line = line();
        int code = code(line);
        String status = EnhancedStatus.at(line, CODE + 1, code);
        if (isLast(line)) return new Reply(code, status, List.of(text(line, status)));
        var lines = new ArrayList<String>();
        lines.add(text(line, status));
        while (!isLast(line)) {
            if (lines.size() == MAX_LINES) {
                throw new MalformedReply("a reply of more than " + MAX_LINES + " lines");
            }
            line = line();
            if (code(line) != code) {
                throw new MalformedReply("a reply that changes its code from line to line");
            }
            lines.add(text(line, status));
        }
        return new Reply(code, status, lines);
    }

    /// Whether the server has sent more than was asked for.
    boolean hasBuffered() {
        return in.hasBuffered();
    }

    private String line() throws IOException {
        String line = in.readLine(MAX_LINE);
        if (line == null) throw new EOFException("the server closed the connection");
        return line;
    }

    private static int code(String line) throws MalformedReply {
        if (line.length() < CODE || (line.length() > CODE && !isSeparator(line.charAt(CODE)))) {
            throw new MalformedReply("a line that is not an SMTP reply: " + quoted(line));
        }
        int code = 0;
        for (int i = 0; i < CODE; i++) {
            char c = line.charAt(i);
            if (c < '0' || c > '9') {
                throw new MalformedReply("a line that is not an SMTP reply: " + quoted(line));
            }
            code = 10 * code + (c - '0');
        }
        if (code < 200 || code > 599) throw new MalformedReply("a reply with the code " + code);
        return code;
    }

    private static boolean isSeparator(char c) {
        return c == ' ' || c == '-';
    }

    /// RFC 5321 §4.2.1 lets a line end after its code.
    private static boolean isLast(String line) {
        return line.length() == CODE || line.charAt(CODE) == ' ';
    }

    /// The text after code and status. RFC 2034 §4 repeats the status on every line; what is
    /// different from the first line's is text.
    private static String text(String line, String status) {
        if (line.length() <= CODE + 1) return "";
        int start = CODE + 1;
        if (!status.isEmpty() && line.startsWith(status, start)) {
            start += status.length();
            while (start < line.length() && line.charAt(start) == ' ') start++;
        }
        return printable(line.substring(start));
    }

    /// A reply is shown on terminals and pages; what could steer them becomes a question mark.
    private static String printable(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                return text.replaceAll("\\p{Cntrl}|[\\x80-\\x9f]", "?");
            }
        }
        return text;
    }

    private static String quoted(String line) {
        return "\"" + printable(line.length() > 60 ? line.substring(0, 60) + "…" : line) + "\"";
    }
}
