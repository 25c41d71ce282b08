package dev.facteur.report;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// All that is known of one mail.
///
/// @param events of the whole mail and of each recipient, in the order they happened
public record MailStory(MailSummary mail, List<Standing> recipients, List<Happening> events) {

    /// Where one recipient stands.
    ///
    /// @param dueAt when it is tried next; null when it is not
    /// @param expiresAt when it is given up; null when it has ended
    /// @param lastReply the remote's last words, `""` before there were any
    /// @param fate what came back after it was handed over, by the word of `queue.Fate`; null while
    ///   nothing did
    /// @param fateAt when that happened
    public record Standing(
            int number,
            String address,
            String state,
            int attempts,
            @Nullable Instant dueAt,
            @Nullable Instant expiresAt,
            String lastReply,
            @Nullable String fate,
            @Nullable Instant fateAt) {}

    /// One event.
    ///
    /// @param recipient the recipient's number; null when it concerns the whole mail
    /// @param detail its JSON, as it was written
    /// @param source who says so, by the word of `event.Source`; null when the gateway saw it
    ///   itself
    /// @param party the provider or server that says so; null as the source is
    /// @param evidence the number of what it was read from; null as the source is
    public record Happening(
            Instant at,
            String kind,
            @Nullable Integer recipient,
            String detail,
            @Nullable String source,
            @Nullable String party,
            @Nullable Long evidence) {}
}
