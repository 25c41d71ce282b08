package dev.facteur.deliver;

import dev.facteur.protocol.smtp.Reply;
import java.util.regex.Pattern;

/// How a provider calls the mail it has just taken, by its answer: `Ok 0100018f…` (SES), `queued as
/// …`, or the id that its API gave. What comes back later names it.
final class RemoteId {
    /// Bounded, and nothing in it can match in two ways.
    private static final Pattern NAMED =
            Pattern.compile(
                    "(?i)(?:\\bid:|\\bmessage-?id:|\\bqueued as|^ok) ?<?([^\\s<>]{4,200})>?");

    private RemoteId() {}

    /// @return `""` where none is told, and for a server without a preset, which tells nothing
    ///   later
    static String of(Via via, Reply reply) {
        if (via.provider().isEmpty() || via.direct()) return "";
        var found = NAMED.matcher(String.join(" ", reply.lines()));
        return found.find() ? found.group(1) : "";
    }
}
