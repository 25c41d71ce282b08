package dev.facteur.deliver.direct;

import dev.facteur.deliver.Outcome;
import dev.facteur.mail.Statement;
import java.net.InetAddress;
import java.util.List;

/// Where a mail server is.
public sealed interface Located {
    /// At these addresses, which may be called and no others; at least one.
    record Here(List<InetAddress> addresses) implements Located {
        public Here {
            addresses = List.copyOf(addresses);
        }
    }

    /// It is this machine.
    record Ours(Statement statement) implements Located {}

    /// Nowhere that may be called. A refusal says that it will stay so.
    record Nowhere(Outcome outcome) implements Located {}
}
