package dev.facteur.platform.imap;

import java.util.Set;

/// A folder as the server lists it.
///
/// @param name in Unicode, with the server's separator between its levels
/// @param attributes in lower case without the backslash: `junk`, `trash`, `noselect` (RFC 6154,
///   RFC 9051 §7.3.1)
public record ImapFolder(String name, Set<String> attributes) {
    public ImapFolder {
        attributes = Set.copyOf(attributes);
    }

    /// Every mailbox has one; its name alone is written in any case (RFC 9051 §5.1).
    public boolean inbox() {
        return name.equalsIgnoreCase("INBOX");
    }

    /// Where what is taken for spam is put.
    public boolean junk() {
        return attributes.contains("junk");
    }

    /// Whether it can hold mails at all.
    public boolean opens() {
        return !attributes.contains("noselect") && !attributes.contains("nonexistent");
    }
}
