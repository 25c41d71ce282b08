package dev.facteur.sign;

import dev.facteur.mail.Address;
import dev.facteur.spool.SpooledMail;
import java.io.IOException;
import java.io.InputStream;

/// A mail as it leaves: our signature headers, then its content.
///
/// @param mail with the sender that the next server is told
/// @param signatures complete header fields in ASCII, each ending in CRLF; `""` when unsigned
/// @param tlsOptional whether its sender would rather have it arrive than be protected (RFC 8689
///   §5)
/// @param length of the content in bytes
/// @param content opens the kept bytes, with another header where the sender's domain may not be
///   named yet; may be opened again for another attempt
public record SignedMail(
        SpooledMail mail, String signatures, boolean tlsOptional, long length, Content content) {
    /// The kept bytes as they are.
    public SignedMail(SpooledMail mail, String signatures, boolean tlsOptional, Content content) {
        this(mail, signatures, tlsOptional, mail.place().length(), content);
    }

    /// A mail whose sender said nothing of TLS.
    public SignedMail(SpooledMail mail, String signatures, Content content) {
        this(mail, signatures, false, content);
    }

    /// The same with another reverse path.
    public SignedMail from(Address sender) {
        return new SignedMail(mail.from(sender), signatures, tlsOptional, length, content);
    }

    /// Size of what goes over the wire before dot-stuffing.
    public long size() {
        return signatures.length() + length;
    }

    /// Bytes of a mail: lines end in CRLF, no bare CR or LF, no NUL.
    public interface Content {
        InputStream open() throws IOException;
    }
}
