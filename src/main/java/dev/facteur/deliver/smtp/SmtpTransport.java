package dev.facteur.deliver.smtp;

import dev.facteur.deliver.Outcome;
import dev.facteur.deliver.Outcome.Cause;
import dev.facteur.deliver.Outcome.Kind;
import dev.facteur.deliver.Phase;
import dev.facteur.deliver.Transport;
import dev.facteur.deliver.Via;
import dev.facteur.deliver.verdict.Meanings;
import dev.facteur.mail.Recipient;
import dev.facteur.platform.Surroundings;
import dev.facteur.platform.tls.ClientTls;
import dev.facteur.protocol.smtp.Timeouts;
import dev.facteur.route.AccessTokens;
import dev.facteur.route.Route;
import dev.facteur.route.RouteCheck;
import dev.facteur.sign.SignedMail;
import java.util.List;
import java.util.Optional;

/// Carries mail to a route's server by SMTP. TLS is always verified, and the login travels inside
/// it only.
///
/// A mail takes a kept connection when there is one. One that died while it waited, or on which the
/// server takes no mail any more, is replaced once, within the same attempt; what breaks later is
/// for the queue to try again.
public final class SmtpTransport implements Transport, RouteCheck {
    private final Connections connections;

    /// @param name how we introduce ourselves in EHLO: this machine's full name
    /// @param tokens for routes that log in with one
    public SmtpTransport(
            Surroundings surroundings,
            ClientTls tls,
            Timeouts timeouts,
            String name,
            AccessTokens tokens) {
        this(surroundings, tls, timeouts, name, tokens, DialPace.DEFAULT);
    }

    SmtpTransport(
            Surroundings surroundings,
            ClientTls tls,
            Timeouts timeouts,
            String name,
            AccessTokens tokens,
            DialPace pace) {
        Meanings.load();
        this.connections = new Connections(surroundings, tls, timeouts, name, tokens, pace);
    }

    @Override
    public List<Outcome> send(Route route, SignedMail mail, List<Recipient> recipients) {
        var attempt = new Attempt(mail, recipients);
        var kept = connections.of(route);
        try {
            if (!kept.enter()) {
                attempt.settle(local("all connections of route " + route.name() + " are busy."));
                return attempt.outcomes();
            }
            try {
                send(kept, attempt);
            } finally {
                kept.leave();
            }
        } catch (Unreachable e) {
            attempt.settle(e.outcome());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            attempt.settle(local("the gateway was stopped before the mail was sent."));
        }
        return attempt.outcomes();
    }

    private void send(RouteConnections kept, Attempt attempt)
            throws Unreachable, InterruptedException {
        var waiting = kept.takeIdle();
        if (waiting != null && over(waiting, kept, attempt)) return;
        if (over(kept.fresh(), kept, attempt)) return;
        // Only a server that does not know what it offers comes here, and is now asked otherwise.
        over(kept.fresh(), kept, attempt);
    }

    private boolean over(Connection connection, RouteConnections kept, Attempt attempt) {
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

    /// Makes a connection of its own, whatever others wait, and keeps it for the next mail.
    @Override
    public Optional<Cause> trouble(Route route) throws InterruptedException {
        var kept = connections.of(route);
        try {
            kept.giveBack(kept.fresh());
            return Optional.empty();
        } catch (Unreachable e) {
            return Optional.of(e.cause());
        }
    }

    @Override
    public RouteCheck.Report check(Route route) throws InterruptedException {
        var trouble = trouble(route);
        var race = connections.of(route).lastRace();
        long took = race.map(report -> report.took().toMillis()).orElse(0L);
        if (trouble.isPresent()) {
            return new RouteCheck.Report(null, took, List.of(), trouble.get().sentence());
        }
        var losses = race.map(RaceReport::losses).orElse(List.of());
        return new RouteCheck.Report(
                race.map(RaceReport::winner)
                        .map(SmtpTransport::words)
                        .orElse(route.server().host()),
                took,
                losses.stream().map(Cause::sentence).toList(),
                null);
    }

    private static String words(Via via) {
        var place = via.host() + ":" + via.port() + " (" + via.address() + ")";
        return via.tls().isEmpty() ? place : place + ", " + via.tls();
    }

    /// How the last race up the route's ladder went; empty while there was none.
    public Optional<RaceReport> lastRace(Route route) {
        return connections.of(route).lastRace();
    }

    private static Outcome local(String sentence) {
        return new Outcome.Deferred(
                new Cause(Kind.LOCAL, Phase.CONNECT, null, null, sentence), null);
    }

    @Override
    public void close() {
        connections.close();
    }
}
