package dev.facteur.mail;

import java.util.regex.Pattern;

/// `[192.0.2.1]` and `[IPv6:2001:db8::1]` (RFC 5321 §4.1.3). No other tag was ever registered.
final class AddressLiteral {
    private static final String IPV6 = "IPv6:";
    private static final Pattern OCTET = Pattern.compile("[0-9]{1,3}");
    private static final Pattern GROUP = Pattern.compile("[0-9A-Fa-f]{1,4}");

    private AddressLiteral() {}

    static void check(String domain) throws MalformedAddress {
        // Elsewhere a dotless i equals an I when case does not matter.
        boolean closed = domain.endsWith("]") && MailboxSyntax.isAscii(domain);
        var inner = closed ? domain.substring(1, domain.length() - 1) : "";
        boolean valid =
                inner.regionMatches(true, 0, IPV6, 0, IPV6.length())
                        ? isIpv6(inner.substring(IPV6.length()))
                        : isIpv4(inner);
        if (!valid) {
            throw new MalformedAddress(
                    "what stands in brackets after the @ is no IP address; write [192.0.2.1] or"
                            + " [IPv6:2001:db8::1]");
        }
    }

    private static boolean isIpv4(String text) {
        var octets = text.split("\\.", -1);
        if (octets.length != 4) return false;
        for (var octet : octets) {
            if (!OCTET.matcher(octet).matches() || Integer.parseInt(octet) > 255) return false;
        }
        return true;
    }

    private static boolean isIpv6(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) return groups(text, true) == 8;
        int before = groups(text.substring(0, gap), false);
        int after = groups(text.substring(gap + 2), true);
        // RFC 5321 §4.1.3: "::" stands for at least two groups.
        return before >= 0 && after >= 0 && before + after <= 6;
    }

    /// How many groups of 16 bits `text` has, -1 when it is malformed. The last may be an IPv4
    /// address, which counts as two.
    private static int groups(String text, boolean last) {
        if (text.isEmpty()) return 0;
        var parts = text.split(":", -1);
        int count = parts.length;
        for (int i = 0; i < parts.length; i++) {
            if (GROUP.matcher(parts[i]).matches()) continue;
            if (!last || i < parts.length - 1 || !isIpv4(parts[i])) return -1;
            count++;
        }
        return count;
    }
}
