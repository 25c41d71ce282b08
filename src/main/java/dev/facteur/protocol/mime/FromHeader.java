package dev.facteur.protocol.mime;

import dev.facteur.mail.Address;
import dev.facteur.protocol.mime.MalformedHeader.Fault;
import java.util.List;

/// Who a mail says it is from.
public final class FromHeader {
    private FromHeader() {}

    /// The addresses of the From field, each once, in their order. A mail that may be sent has
    /// exactly one (RFC 5322 §3.6.2 allows more, but receivers refuse them and DMARC cannot judge
    /// them); the caller decides.
    ///
    /// @throws MalformedHeader when there is no From field, more than one, or one that has no
    ///   address or cannot be read
    public static List<Address> addresses(HeaderBlock header) throws MalformedHeader {
        var fields = header.all("From");
        if (fields.isEmpty()) {
            throw new MalformedHeader(Fault.MISSING, "the mail has no From header");
        }
        if (fields.size() > 1) {
            throw new MalformedHeader(Fault.REPEATED, "the mail has more than one From header");
        }
        var addresses =
                Mailboxes.parse(fields.getFirst().value()).stream()
                        .map(Mailbox::address)
                        .distinct()
                        .toList();
        if (addresses.isEmpty()) {
            throw new MalformedHeader(Fault.ADDRESS, "the From header has no address");
        }
        return addresses;
    }
}
