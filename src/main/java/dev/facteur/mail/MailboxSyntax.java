package dev.facteur.mail;

import java.net.IDN;
import java.nio.charset.StandardCharsets;

/// The grammar of RFC 5321 §4.1.2 with the additions of RFC 6531 §3.3. What only headers or older
/// mail may hold (comments, folding, `"a".b`) is no mailbox.
final class MailboxSyntax {
    /// RFC 5321 §4.5.3.1.1.
    private static final int MAX_LOCAL_PART = 64;

    /// RFC 5321 §4.5.3.1.2.
    private static final int MAX_DOMAIN = 255;

    /// RFC 5321 §4.5.3.1.3 allows a path 256 bytes, with its angle brackets.
    private static final int MAX_LENGTH = 254;

    private static final int MAX_LABEL = 63;
    private static final String ATEXT_MARKS = "!#$%&'*+-/=?^_`{|}~";

    private MailboxSyntax() {}

    /// Where the `@` stands that ends the local part.
    static int localPartEnd(String text) throws MalformedAddress {
        int at = text.startsWith("\"") ? closingQuote(text) + 1 : text.indexOf('@');
        if (at < 0) throw new MalformedAddress("an address has an @ between user and domain");
        if (at >= text.length() || text.charAt(at) != '@') {
            throw new MalformedAddress("an @ is missing after the quoted user name");
        }
        return at;
    }

    static void check(String localPart, String domain) throws MalformedAddress {
        if (localPart.isEmpty()) throw new MalformedAddress("nothing stands before the @");
        if (domain.isEmpty()) throw new MalformedAddress("nothing stands after the @");
        int localBytes = bytes(localPart);
        int domainBytes = bytes(domain);
        if (localBytes > MAX_LOCAL_PART) {
            throw new MalformedAddress("more than 64 bytes stand before the @");
        }
        if (domainBytes > MAX_DOMAIN || localBytes + 1 + domainBytes > MAX_LENGTH) {
            throw new MalformedAddress("an address has at most 254 bytes");
        }
        if (localPart.startsWith("\"")) {
            checkQuoted(localPart);
        } else {
            checkDotString(localPart);
        }
        if (domain.startsWith("[")) {
            AddressLiteral.check(domain);
        } else {
            checkDomain(domain);
        }
    }

    static boolean isAscii(String text) {
        return text.chars().allMatch(c -> c < 0x80);
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static void checkQuoted(String localPart) throws MalformedAddress {
        int end = closingQuote(localPart);
        if (end != localPart.length() - 1) {
            throw new MalformedAddress("text follows the closing quote of the user name");
        }
    }

    /// The index of the quote that ends the quoted string `text` begins with.
    private static int closingQuote(String text) throws MalformedAddress {
        for (int i = 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') return i;
            if (c == '\\') {
                i++;
                // RFC 6531 adds UTF-8 to quoted text, not to what a backslash quotes.
                if (i == text.length() || text.charAt(i) < ' ' || text.charAt(i) >= 0x7f) break;
            } else if (c < ' ' || c == 0x7f || (c >= 0x80 && !isWritable(text, i))) {
                throw new MalformedAddress("a control character stands in the user name");
            }
        }
        throw new MalformedAddress("the quoted user name does not end");
    }

    private static void checkDotString(String localPart) throws MalformedAddress {
        boolean atomStart = true;
        for (int i = 0; i < localPart.length(); i++) {
            char c = localPart.charAt(i);
            if (c == '.') {
                if (atomStart) throw misplacedDot();
                atomStart = true;
                continue;
            }
            if (!isAtext(c) && (c < 0x80 || !isWritable(localPart, i))) {
                throw new MalformedAddress(
                        "a character stands before the @ that is only allowed in quotes");
            }
            atomStart = false;
        }
        if (atomStart) throw misplacedDot();
    }

    private static void checkDomain(String domain) throws MalformedAddress {
        int start = 0;
        while (start <= domain.length()) {
            int dot = domain.indexOf('.', start);
            int end = dot < 0 ? domain.length() : dot;
            checkLabel(domain, start, end);
            start = end + 1;
        }
        if (isAscii(domain)) return;
        try {
            if (IDN.toASCII(domain, IDN.ALLOW_UNASSIGNED).length() <= MAX_DOMAIN) return;
        } catch (IllegalArgumentException _) {
            // The same answer as for one that is too long: it has no form that DNS knows.
        }
        throw new MalformedAddress("the domain cannot be written in ASCII");
    }

    private static void checkLabel(String domain, int start, int end) throws MalformedAddress {
        if (start == end) throw misplacedDot();
        if (end - start > MAX_LABEL) {
            throw new MalformedAddress("a part of the domain has more than 63 characters");
        }
        if (domain.charAt(start) == '-' || domain.charAt(end - 1) == '-') {
            throw new MalformedAddress("a part of the domain begins or ends with a hyphen");
        }
        for (int i = start; i < end; i++) {
            char c = domain.charAt(i);
            boolean allowed = c < 0x80 ? isLetterOrDigit(c) || c == '-' : isDomainLetter(domain, i);
            if (!allowed) {
                throw new MalformedAddress("the domain holds a character that no domain may have");
            }
        }
    }

    private static MalformedAddress misplacedDot() {
        return new MalformedAddress("a dot stands at the start or end, or beside another dot");
    }

    private static boolean isAtext(char c) {
        return isLetterOrDigit(c) || ATEXT_MARKS.indexOf(c) >= 0;
    }

    private static boolean isLetterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    /// Whether the code point at `i` can be shown: no control, no line separator, no lone
    /// surrogate.
    private static boolean isWritable(String text, int i) {
        return switch (Character.getType(codePoint(text, i))) {
            case Character.CONTROL,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SPACE_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED ->
                    false;
            default -> true;
        };
    }

    private static boolean isDomainLetter(String text, int i) {
        int point = codePoint(text, i);
        return Character.isLetterOrDigit(point)
                || Character.getType(point) == Character.NON_SPACING_MARK
                || Character.getType(point) == Character.COMBINING_SPACING_MARK;
    }

    /// The whole code point that `text.charAt(i)` belongs to.
    private static int codePoint(String text, int i) {
        boolean second =
                i > 0
                        && Character.isLowSurrogate(text.charAt(i))
                        && Character.isHighSurrogate(text.charAt(i - 1));
        return text.codePointAt(second ? i - 1 : i);
    }
}
