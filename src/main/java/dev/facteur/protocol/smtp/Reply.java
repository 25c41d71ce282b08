package dev.facteur.protocol.smtp;

import java.util.List;

/// One SMTP reply (RFC 5321 §4.2), ours or a peer's.
///
/// `status` is the enhanced status code of RFC 3463 (`5.1.1`), `""` where there is none: in
/// greetings, in answers to EHLO, and from peers without ENHANCEDSTATUSCODES. `lines` are the texts
/// without code and status; at least one, possibly empty.
public record Reply(int code, String status, List<String> lines) {
    public Reply {
        lines = List.copyOf(lines);
        if (code < 200 || code > 599) throw new IllegalArgumentException("reply code " + code);
        if (lines.isEmpty()) throw new IllegalArgumentException("a reply has a line");
    }

    public static Reply of(int code, String status, String text) {
        return new Reply(code, status, List.of(text));
    }

    public boolean positive() {
        return code < 400;
    }

    public boolean transientFailure() {
        return code >= 400 && code < 500;
    }

    public boolean permanentFailure() {
        return code >= 500;
    }

    /// The reply as a server sends it, every line with code and status (RFC 2034 §4) and ending in
    /// CRLF. A control character in a text cannot start another line; it becomes `?`.
    public String wire() {
        var wire = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            wire.append(code).append(i < lines.size() - 1 ? '-' : ' ');
            if (!status.isEmpty()) wire.append(status).append(' ');
            lines.get(i)
                    .chars()
                    .map(c -> Character.isISOControl(c) ? '?' : c)
                    .forEach(c -> wire.append((char) c));
            wire.append("\r\n");
        }
        return wire.toString();
    }

    /// Code, status and text on one line, as people quote it.
    @Override
    public String toString() {
        return code + (status.isEmpty() ? " " : " " + status + " ") + String.join(" ", lines);
    }
}
