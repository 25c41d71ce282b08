package dev.facteur.feedback.bounce;

import dev.facteur.feedback.echo.About;
import dev.facteur.mail.MailId;
import org.jspecify.annotations.Nullable;

/// What leads from a mail that came back to the one that it is about.
sealed interface Lead {
    /// Nothing does, or what does was made up.
    record None() implements Lead {}

    /// A return path of ours, which cannot be made up.
    record OfRecipient(About about) implements Lead {}

    /// What everybody knows who has seen the mail: which of its recipients is meant, the report
    /// says.
    ///
    /// @param mail our id, null where only the Message-ID is known
    record OfMail(@Nullable MailId mail, String messageId) implements Lead {
        About about(String address) {
            return new About(mail, null, "", messageId, address);
        }
    }
}
