package dev.facteur.submit;

import dev.facteur.mail.Address;
import dev.facteur.mail.Envelope;
import dev.facteur.protocol.smtp.Rejected;
import org.jspecify.annotations.Nullable;

/// The acceptance rule as the doors see it: the same three questions behind SMTP, HTTP and
/// maildrop.
public interface Reception {
    /// May this submitter use that envelope sender? Asked at MAIL FROM, so that a refusal comes
    /// early. Null is the null sender.
    void checkSender(Submitter submitter, @Nullable Address sender) throws Rejected;

    /// May it write to that address? Asked at RCPT TO.
    void checkRecipient(Submitter submitter, Address recipient) throws Rejected;

    /// Starts taking a message. Checks the envelope once more.
    ///
    /// @param idempotencyKey the HTTP client's own key, null elsewhere
    Intake begin(
            Submitter submitter, Envelope envelope, @Nullable String idempotencyKey, Terms terms)
            throws Rejected;

    /// The same on the usual terms.
    default Intake begin(Submitter submitter, Envelope envelope, @Nullable String idempotencyKey)
            throws Rejected {
        return begin(submitter, envelope, idempotencyKey, Terms.USUAL);
    }
}
