package dev.facteur.report;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One mail in a list.
///
/// @param site its name, also when it was removed meanwhile
/// @param siteRemoved true when it was; another site may have its name now
/// @param sender of the envelope; `""` is the null sender
/// @param from the From address
/// @param size in bytes, as kept
/// @param recipient the first one
/// @param recipients how many there are
/// @param fates of how many recipients something came back, by the word of `queue.Fate`
/// @param states how many recipients are in each state
/// @param sendAt when it was to be sent; null for at once
/// @param finishedAt null while a recipient is open
public record MailSummary(
        String id,
        String site,
        boolean siteRemoved,
        String stream,
        String sender,
        String from,
        String subject,
        String messageId,
        long size,
        String recipient,
        int recipients,
        Map<String, Integer> fates,
        Map<String, Integer> states,
        List<String> tags,
        Map<String, String> metadata,
        Instant acceptedAt,
        @Nullable Instant sendAt,
        @Nullable Instant finishedAt) {}
