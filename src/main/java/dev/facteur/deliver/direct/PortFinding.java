package dev.facteur.deliver.direct;

import dev.facteur.deliver.verdict.Reason;
import dev.facteur.mail.Statement;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What was found when port 25 of some large mail servers was called.
///
/// @param statement for people
/// @param seen who answered, for people
/// @param sources the addresses of this machine that were called from, as far as somebody answered
/// @param outside the public addresses that they say we called from
public record PortFinding(
        State state,
        Statement statement,
        List<String> seen,
        List<InetAddress> sources,
        List<InetAddress> outside) {
    public PortFinding {
        outside = List.copyOf(outside);
        seen = List.copyOf(seen);
        sources = List.copyOf(sources);
    }

    /// The addresses that others see of us; those of this machine where nobody has told.
    public List<InetAddress> faces() {
        var faces = new ArrayList<>(outside);
        for (var source : sources) {
            boolean shown = PublicAddresses.objection(source) == null;
            if (shown && !faces.contains(source)) faces.add(source);
        }
        return faces.isEmpty() ? sources : faces;
    }

    /// What can be done where it is blocked, for a log.
    static final String REMAINING =
            "ask the company that this machine stands at to open outgoing port 25 for it, or send by"
                    + " a provider, which takes mail on port 587";

    /// The word for it that does not change; null where there is none.
    @Nullable String reason() {
        return switch (state) {
            case DROPPED, REFUSED, INTERCEPTED -> Reason.PORT_25_BLOCKED.word();
            case OPEN, UNKNOWN -> null;
        };
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
