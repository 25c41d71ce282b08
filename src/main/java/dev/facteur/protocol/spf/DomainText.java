package dev.facteur.protocol.spf;

import dev.facteur.protocol.dns.DnsName;
import java.util.Optional;

/// What SPF asks of names beyond what DNS does.
final class DomainText {
    private DomainText() {}

    /// A domain to look for a record at; empty when it is none of several labels (RFC 7208 §4.3).
    /// An internationalised one is turned into A-labels (RFC 8616 §4).
    static Optional<String> checked(String domain) {
        return DnsName.of(domain)
                .filter(name -> name.indexOf('.') >= 0)
                .filter(name -> isTopLabel(name.substring(name.lastIndexOf('.') + 1)));
    }

    /// RFC 7208 §7.1: letters, digits and inner hyphens, not digits alone.
    static boolean isTopLabel(String label) {
        if (label.isEmpty() || label.startsWith("-") || label.endsWith("-")) return false;
        boolean number = true;
        for (int i = 0; i < label.length(); i++) {
            char c = label.charAt(i);
            boolean digit = c >= '0' && c <= '9';
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (!digit && !letter && c != '-') return false;
            number &= digit;
        }
        return !number;
    }

    /// Takes labels away on the left until the rest may be a name (RFC 7208 §7.3).
    static String shortened(String name) {
        int start = 0;
        while (name.length() - start > DnsName.MOST_CHARACTERS) {
            int dot = name.indexOf('.', start);
            if (dot < 0) return "";
            start = dot + 1;
        }
        return name.substring(start);
    }
}
