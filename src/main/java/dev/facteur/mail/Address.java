package dev.facteur.mail;

/// A mailbox of RFC 5321 §4.1.2: local part and domain, both as they were written, quotes and
/// brackets included. Either may be UTF-8 (RFC 6531 §3.3).
///
/// An address that exists is well formed, so it can be written into a command line or a header as
/// it is. Comparison of the domain ignores case; of the local part it does not.
public record Address(String localPart, String domain) {

    /// @throws IllegalArgumentException when the parts make no mailbox; for text from outside use
    ///   [#parse]
    public Address {
        try {
            MailboxSyntax.check(localPart, domain);
        } catch (MalformedAddress malformed) {
            throw new IllegalArgumentException(malformed.getMessage(), malformed);
        }
    }

    /// Reads `user@example.com`, without angle brackets, display name or comments.
    public static Address parse(String text) throws MalformedAddress {
        int at = MailboxSyntax.localPartEnd(text);
        var localPart = text.substring(0, at);
        var domain = text.substring(at + 1);
        MailboxSyntax.check(localPart, domain);
        return new Address(localPart, domain);
    }

    /// Whether only a server that offers SMTPUTF8 can take it as it is written.
    public boolean needsSmtpUtf8() {
        return !MailboxSyntax.isAscii(localPart) || !MailboxSyntax.isAscii(domain);
    }

    @Override
    public String toString() {
        return localPart + "@" + domain;
    }
}
