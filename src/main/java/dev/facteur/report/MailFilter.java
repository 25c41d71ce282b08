package dev.facteur.report;

import dev.facteur.mail.MailId;
import dev.facteur.queue.State;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Which mails somebody wants to see, newest first; null does not narrow.
///
/// @param state mails with a recipient in that state
/// @param recipient an address, or `@example.com` for all of a domain
/// @param sender an address of the envelope, or `@example.com`
/// @param subject a part of it; capitals and small letters are the same within ASCII
/// @param tag one of its tags, whole
/// @param until accepted before that
/// @param messageId without angle brackets
/// @param before the id after which the page before ended
/// @param limit mails at most
public record MailFilter(
        @Nullable Long siteId,
        @Nullable State state,
        @Nullable String recipient,
        @Nullable String sender,
        @Nullable String messageId,
        @Nullable String subject,
        @Nullable String tag,
        @Nullable Instant since,
        @Nullable Instant until,
        @Nullable MailId before,
        int limit) {
    public static final int MAX_LIMIT = 500;

    public MailFilter {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("the limit lies between 1 and " + MAX_LIMIT);
        }
    }
}
