package dev.facteur.protocol.smtp;

import dev.facteur.mail.Address;
import dev.facteur.mail.Envelope;
import dev.facteur.mail.Notify;
import org.jspecify.annotations.Nullable;

/// One command of an SMTP client, already checked for its syntax; [CommandParser] makes them.
public sealed interface Command {
    /// @param name what the client calls itself, with everything that could matter in a header
    ///   replaced by `?`
    record Ehlo(String name) implements Command {}

    /// As [Ehlo], from a client that knows no extensions.
    record Helo(String name) implements Command {}

    /// @param sender null for the null sender
    /// @param size what the client says the message will take (RFC 1870), -1 when it says nothing
    record Mail(
            @Nullable Address sender,
            long size,
            Envelope.Body body,
            boolean smtpUtf8,
            Envelope.Returned returned,
            @Nullable String envelopeId)
            implements Command {}

    record Rcpt(Address recipient, Notify notification, @Nullable String originalRecipient)
            implements Command {}

    record Data() implements Command {}

    /// RFC 3030: `length` bytes follow at once.
    record Bdat(long length, boolean last) implements Command {}

    /// At the local door: the site that the mails of this session are of.
    record Site(String name) implements Command {}

    record StartTls() implements Command {}

    /// @param mechanism in upper case
    /// @param initialResponse base 64 as it was sent, `=` for an empty one, null when it is missing
    record Auth(String mechanism, @Nullable String initialResponse) implements Command {
        /// Without the response, which may be a password.
        @Override
        public String toString() {
            return "Auth[" + mechanism + "]";
        }
    }

    record Rset() implements Command {}

    record Noop() implements Command {}

    record Quit() implements Command {}

    record Vrfy() implements Command {}

    record Expn() implements Command {}

    record Help() implements Command {}

    /// A word that is no command here.
    record Unknown() implements Command {}
}
