package dev.facteur.deliver.smtp;

import dev.facteur.deliver.AttemptSaying;
import dev.facteur.deliver.Outcome;
import dev.facteur.deliver.Outcome.Cause;
import dev.facteur.deliver.verdict.Meanings;
import dev.facteur.mail.Recipient;
import dev.facteur.mail.Statement;
import dev.facteur.platform.Surroundings;
import dev.facteur.platform.tls.ClientTls;
import dev.facteur.platform.tls.MxTls;
import dev.facteur.protocol.smtp.Timeouts;
import dev.facteur.route.AccessTokens;
import dev.facteur.sign.SignedMail;
import java.util.List;
import java.util.Optional;

/// Hands mails to servers by SMTP, over connections that are kept.
///
/// A mail takes a kept connection when there is one. One that died while it waited, or on which the
/// server takes no mail any more, is replaced once, within the same attempt; what breaks later is
/// for the queue to try again.
public final class Carrier implements AutoCloseable {
    private final Connections connections;

    /// @param name how we introduce ourselves where a server wants no other name: this machine's
    ///   full name
    /// @param tokens for routes that log in with one
    public Carrier(
            Surroundings surroundings,
            ClientTls tls,
            MxTls mxTls,
            Timeouts timeouts,
            String name,
            AccessTokens tokens,
            DialPace pace) {
        Meanings.load();
        this.connections = new Connections(surroundings, tls, mxTls, timeouts, name, tokens, pace);
    }

    /// One outcome a recipient, in their order.
    public List<Outcome> carry(
            NextServer server, Addresses addresses, SignedMail mail, List<Recipient> recipients) {
        var attempt = new Attempt(mail, recipients);
        var kept = connections.of(server);
        try {
            if (!kept.enter()) {
                attempt.settle(local(busy(server)));
                return attempt.outcomes();
            }
            try {
                send(kept, addresses, attempt);
            } finally {
                kept.leave();
            }
        } catch (Unreachable e) {
            attempt.settle(e.outcome());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            attempt.settle(local(AttemptSaying.STOPPED_BEFORE.with()));
        }
        return attempt.outcomes();
    }

    private void send(ServerConnections kept, Addresses addresses, Attempt attempt)
            throws Unreachable, InterruptedException {
        var waiting = kept.takeIdle();
        if (waiting != null && over(waiting, kept, attempt)) return;
        if (over(kept.fresh(addresses), kept, attempt)) return;
        // Only a server that does not know what it offers comes here, and is now asked otherwise.
        over(kept.fresh(addresses), kept, attempt);
    }

    private boolean over(Connection connection, ServerConnections kept, Attempt attempt) {
        boolean usable = false;
        try {
            boolean taken = attempt.over(connection);
            usable = connection.usable();
            if (connection.chunkMisread()) kept.distrustChunks();
            return taken;
        } finally {
            if (usable) kept.giveBack(connection);
            else connections.discard(connection);
        }
    }

    private static Statement busy(NextServer server) {
        return switch (server.way()) {
            case SMTP, API -> Saying.BUSY_ROUTE.with(server.route());
            case DIRECT -> Saying.BUSY_SERVER.with(server.host());
        };
    }

    /// Makes a connection of its own, whatever others wait, and keeps it for the next mail.
    public Optional<Cause> trouble(NextServer server, Addresses addresses)
            throws InterruptedException {
        var kept = connections.of(server);
        try {
            kept.giveBack(kept.fresh(addresses));
            return Optional.empty();
        } catch (Unreachable e) {
            return Optional.of(e.cause());
        }
    }

    /// How the last race for a connection to a server went; empty while there was none.
    public Optional<RaceReport> lastRace(NextServer server) {
        return connections.of(server).lastRace();
    }

    /// Whether no connection came about when one was last wanted, some minutes ago at most.
    public boolean failedLately(NextServer server) {
        var known = connections.known(server);
        return known != null && known.failedLately();
    }

    private static Outcome local(Statement why) {
        return new Outcome.Deferred(Cause.local(why), null);
    }

    @Override
    public void close() {
        connections.close();
    }
}
