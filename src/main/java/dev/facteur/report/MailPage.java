package dev.facteur.report;

import dev.facteur.mail.MailId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Some of the mails that somebody wants to see, newest first.
///
/// @param end the next page has what is older than this mail; null when this page is the last
/// @param searchedTo mails from before that were not looked at yet, although the page is not full;
///   null when it is, or when it is the last
public record MailPage(
        List<MailSummary> mails, @Nullable MailId end, @Nullable Instant searchedTo) {
    public MailPage {
        mails = List.copyOf(mails);
    }
}
