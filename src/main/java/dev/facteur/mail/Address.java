package dev.facteur.mail;

/// A mailbox of RFC 5321 §4.1.2: local part and domain, both as they were written.
///
/// The constructor refuses what could break out of a command line or a header, so an address that
/// exists is safe to write. Comparison of the domain ignores case; of the local part it does not.
public record Address(String localPart, String domain) {
    public Address {
        requirePrintable(localPart);
        requirePrintable(domain);
    }

    private static void requirePrintable(String part) {
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            if (c < ' ' || c == 0x7f) {
                throw new IllegalArgumentException("control character in an address");
            }
        }
    }

    @Override
    public String toString() {
        return localPart + "@" + domain;
    }
}
