package dev.facteur.protocol.dns;

import java.net.IDN;
import java.util.Optional;

/// Names as they stand in addresses and records of mail, before DNS is asked for them. Without the
/// final dot, in the letters they were written in.
public final class DnsName {
    /// RFC 1035 §2.3.4, counted in characters.
    public static final int MOST_CHARACTERS = 253;

    private static final int MOST_OF_A_LABEL = 63;

    private DnsName() {}

    /// A name without its final dot and in A-labels (RFC 5890 §2.3.2.1); empty when DNS can hold no
    /// such name.
    public static Optional<String> of(String text) {
        var ascii = ascii(withoutFinalDot(text));
        if (ascii.isEmpty() || ascii.length() > MOST_CHARACTERS) return Optional.empty();
        for (var label : ascii.split("\\.", -1)) {
            if (label.isEmpty() || label.length() > MOST_OF_A_LABEL) return Optional.empty();
        }
        return Optional.of(ascii);
    }

    private static String ascii(String name) {
        if (isVisibleAscii(name)) return name;
        try {
            var ascii = IDN.toASCII(name, IDN.ALLOW_UNASSIGNED);
            return isVisibleAscii(ascii) ? ascii : "";
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            // The JDK throws the second for some labels that are too long.
            return "";
        }
    }

    private static boolean isVisibleAscii(String text) {
        return text.chars().allMatch(c -> c > ' ' && c < 0x7F);
    }

    public static String withoutFinalDot(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    /// Whether a name is a domain or lies below it.
    public static boolean within(String name, String domain) {
        int before = name.length() - domain.length();
        return before >= 0
                && name.regionMatches(true, before, domain, 0, domain.length())
                && (before == 0 || name.charAt(before - 1) == '.');
    }

    /// In the notation of zone files, as [Dns#ask] takes it: a backslash is one, and not the
    /// beginning of an escape.
    public static String escaped(String name) {
        return name.replace("\\", "\\\\");
    }
}
