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
    public record Standing(
            int number,
            String address,
            String state,
            int attempts,
            @Nullable Instant dueAt,
            @Nullable Instant expiresAt,
            String lastReply) {}

    /// One event.
    ///
    /// @param recipient the recipient's number; null when it concerns the whole mail
    /// @param detail its JSON, as it was written
    public record Happening(Instant at, String kind, @Nullable Integer recipient, String detail) {}
}
