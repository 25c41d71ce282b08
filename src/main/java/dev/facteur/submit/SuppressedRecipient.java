package dev.facteur.submit;

import dev.facteur.mail.Address;
import dev.facteur.protocol.smtp.Rejected;

/// The site's mail does not go to an address, and the site wants to be told so at the door.
public final class SuppressedRecipient extends Rejected {
    private final String address;

    /// RFC 3463 §3.3: the mailbox takes nothing, as far as this site is concerned.
    SuppressedRecipient(Address recipient) {
        super(
                550,
                "5.2.1",
                "mail of this site does not go to "
                        + recipient
                        + ", which is suppressed: facteur suppression show ADDRESS says why");
        this.address = recipient.toString();
    }

    public String address() {
        return address;
    }
}
