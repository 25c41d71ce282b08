package dev.facteur.deliver;

import dev.facteur.mail.Recipient;
import dev.facteur.route.Route;
import dev.facteur.sign.SignedMail;
import java.util.List;
import java.util.Optional;

/// A way to carry mail to a route's provider. Implementations keep connections between mails and
/// are called from many virtual threads at once.
public interface Transport extends AutoCloseable {
    /// One attempt for all these recipients, at most the route's `recipientsPerMail` of them.
    ///
    /// @return one outcome a recipient, in their order; never throws for what the network or the
    ///   remote does
    List<Outcome> send(Route route, SignedMail mail, List<Recipient> recipients);

    /// Looks whether a mail could be handed over now, without one: connection, encryption, login.
    ///
    /// @return why not; empty when nothing stands in the way
    Optional<Outcome.Cause> trouble(Route route) throws InterruptedException;

    @Override
    void close();
}
