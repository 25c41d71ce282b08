package dev.facteur.deliver.direct;

import java.net.InetAddress;
import java.util.List;

/// What was found when port 25 of some large mail servers was called.
///
/// @param sentence for people; names the ways that remain where it is blocked
/// @param seen who answered, for people
/// @param sources the addresses of this machine that were called from, as far as somebody answered
public record PortFinding(
        State state, String sentence, List<String> seen, List<InetAddress> sources) {
    public PortFinding {
        seen = List.copyOf(seen);
        sources = List.copyOf(sources);
    }

    public enum State {
        OPEN,
        /// Nobody answers: packets are dropped on the way.
        DROPPED,
        /// Everybody refuses, which large servers do not do all at once.
        REFUSED,
        /// The same server answers in everybody's place.
        INTERCEPTED,
        /// DNS does not even say whom to call.
        UNKNOWN
    }
}
