package dev.facteur.protocol.bounce;

import dev.facteur.mail.Address;
import dev.facteur.mail.MalformedAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds addresses in a line of text. Looks back and forth from each `@` no further than an address
/// may be long, so no line makes it slow.
final class AddressScanner {
    private static final int MAX_LOCAL_PART = 64;
    private static final int MAX_DOMAIN = 255;
    private static final String ATEXT_MARKS = "!#$%&'*+-/=?^_`{|}~.";

    private AddressScanner() {}

    /// @param start where it begins in the line, its angle bracket included
    /// @param end behind it, behind its angle bracket
    record Found(Address address, int start, int end) {}

    static List<Found> all(String line) {
        var found = new ArrayList<Found>();
        int from = 0;
        int at = line.indexOf('@');
        while (at >= 0) {
            var next = around(line, from, at);
            if (next != null) found.add(next);
            from = next == null ? at + 1 : next.end;
            at = line.indexOf('@', from);
        }
        return found;
    }

    private static @Nullable Found around(String line, int from, int at) {
        int start = start(line, Math.max(from, at - MAX_LOCAL_PART), at);
        // The end of a longer one is somebody else's address.
        if (start > from && isLocal(line.charAt(start - 1))) return null;
        int end = at + 1;
        int last = Math.min(line.length(), at + MAX_DOMAIN);
        while (end < last && isDomain(line.charAt(end))) end++;
        while (end > at && ".-".indexOf(line.charAt(end - 1)) >= 0) end--;
        if (line.regionMatches(true, start, "smtp=", 0, 5)) start += 5;
        while (start < at && "'`.*=".indexOf(line.charAt(start)) >= 0) start++;
        // A name without a dot is somebody's own machine, or no address at all.
        if (line.indexOf('.', at, end) < 0) return null;
        var address = parsed(line.substring(start, end));
        if (address == null) return null;
        boolean opened = start > from && line.charAt(start - 1) == '<';
        boolean closed = end < line.length() && line.charAt(end) == '>';
        return new Found(address, opened ? start - 1 : start, opened && closed ? end + 1 : end);
    }

    /// Where the local part begins that ends at an `@`: in its own quotes (RFC 5321 §4.1.2), or at
    /// the first character that one without may have.
    private static int start(String line, int first, int at) {
        if (at > first && line.charAt(at - 1) == '"') {
            int opening = line.lastIndexOf('"', at - 2);
            if (opening >= first) return opening;
        }
        int start = at;
        while (start > first && isLocal(line.charAt(start - 1))) start--;
        return start;
    }

    private static boolean isLocal(char c) {
        return isLetterOrDigit(c) || ATEXT_MARKS.indexOf(c) >= 0;
    }

    private static boolean isDomain(char c) {
        return isLetterOrDigit(c) || c == '.' || c == '-' || c == '_';
    }

    private static boolean isLetterOrDigit(char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    /// The address of a field of a report: `rfc822; <user@example.com>`, `utf-8;…` (RFC 6533 §3),
    /// or bare; null when it is none.
    static @Nullable Address ofField(String value) {
        int semicolon = value.indexOf(';');
        var text = value.substring(semicolon + 1).strip();
        if (text.startsWith("<") && text.endsWith(">")) text = text.substring(1, text.length() - 1);
        var whole = parsed(text);
        if (whole != null) return whole;
        var found = all(value);
        return found.isEmpty() ? null : found.getFirst().address;
    }

    static @Nullable Address parsed(String text) {
        try {
            return Address.parse(text);
        } catch (MalformedAddress _) {
            return null;
        }
    }
}
