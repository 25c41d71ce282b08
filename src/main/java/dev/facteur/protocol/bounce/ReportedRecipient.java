package dev.facteur.protocol.bounce;

import dev.facteur.mail.Address;
import dev.facteur.protocol.smtp.Reply;
import dev.facteur.protocol.smtp.Step;
import org.jspecify.annotations.Nullable;

/// What a report says of one recipient.
///
/// @param address whom the reporting server tried in the end; behind a forwarding another one than
///   the mail was sent to. Null when the report names nobody: then only the address that it came to
///   can tell
/// @param original whom the mail was for when it came there, if the report says so (RFC 3464
///   §2.3.1)
/// @param status the enhanced status code (RFC 3463) that the report gives, `""` when it gives none
/// @param remote the server that refused it, `""` when none is named
/// @param reply what that server answered, null when the report quotes no reply
/// @param step what it answered to, null when the report does not tell
/// @param words what else the report says about it, in its own words
public record ReportedRecipient(
        @Nullable Address address,
        @Nullable Address original,
        Action action,
        String status,
        String remote,
        @Nullable Reply reply,
        @Nullable Step step,
        String words) {
    /// RFC 3464 §2.3.3.
    public enum Action {
        FAILED,
        /// It is still being tried.
        DELAYED,
        DELIVERED,
        /// Handed to a server that does not report.
        RELAYED,
        /// Passed on to the members of a list.
        EXPANDED
    }
}
