package dev.facteur.submit.smtp;

import dev.facteur.protocol.smtp.Rejected;
import dev.facteur.protocol.smtp.Replies;
import dev.facteur.protocol.smtp.Reply;
import java.util.Set;

/// How long we listen to a client that sends no mail. Refused recipients and commands out of order
/// do not count: a client that pipelines produces hundreds of them by one mistake.
final class Patience {
    private static final int MAX_NONSENSE = 5;
    private static final int MAX_IDLE = 100;

    /// Not understood, as opposed to understood and refused.
    private static final Set<Integer> NONSENSE = Set.of(500, 501, 502, 504, 555);

    private int nonsense;
    private int idle;

    /// Counts a refusal.
    boolean isWornOutBy(Reply refusal) {
        // An address with a typing error (x.1.3, x.1.7) is the mistake of a person, not of a
        // client.
        boolean ofAnAddress = refusal.status().startsWith("5.1.");
        if (NONSENSE.contains(refusal.code()) && !ofAnAddress) nonsense++;
        if (refusal.equals(Replies.TLS_FIRST) || refusal.equals(Replies.AUTHENTICATION_REQUIRED)) {
            idle++;
        }
        return nonsense >= MAX_NONSENSE || idle > MAX_IDLE;
    }

    /// Counts a command that leads nowhere.
    void idle() throws Rejected {
        idle++;
        if (idle > MAX_IDLE) throw new Rejected(Replies.TOO_MANY_IDLE_COMMANDS);
    }

    /// Something useful was done.
    void renew() {
        nonsense = 0;
        idle = 0;
    }
}
