package dev.facteur.protocol.smtp;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a server said to one transaction, as far as it came.
///
/// @param mail null when the conversation ended before
/// @param recipients one a recipient, in their order, null where none came
/// @param data null when DATA was not reached or not sent, since nobody was accepted or the content
///   went in the envelope's group
/// @param end the answer to the content
/// @param farewell the 421 that ended the conversation; it stands in its own place as well
/// @param broken what the connection died of; null while it is usable
/// @param step how far it came
public record Answers(
        @Nullable Reply mail,
        List<@Nullable Reply> recipients,
        @Nullable Reply data,
        @Nullable Reply end,
        @Nullable Reply farewell,
        @Nullable IOException broken,
        Step step) {

    /// Whether another transaction may follow on this connection.
    public boolean usable() {
        return broken == null && farewell == null;
    }

    /// Whether the server accepted somebody and then did not know what BDAT is, although it had
    /// offered CHUNKING, as proxies do that pass on another server's offer. It may have read the
    /// content as commands, so nothing that it says from here on can be believed.
    public boolean chunkMisread() {
        if (data != null || end == null) return false;
        return end.code() >= 500 && end.code() <= 504 && anyAccepted();
    }

    private boolean anyAccepted() {
        if (mail == null || !mail.positive()) return false;
        return recipients.stream().anyMatch(reply -> reply != null && reply.positive());
    }
}
