package dev.facteur.deliver.smtp;

import dev.facteur.deliver.Outcome;
import dev.facteur.deliver.Outcome.Cause;
import dev.facteur.deliver.Outcome.Kind;
import dev.facteur.deliver.Phase;
import dev.facteur.deliver.Transport;
import dev.facteur.deliver.Via;
import dev.facteur.mail.Recipient;
import dev.facteur.mail.Statement;
import dev.facteur.platform.Resolver;
import dev.facteur.platform.Surroundings;
import dev.facteur.platform.tls.ClientTls;
import dev.facteur.platform.tls.MxTls;
import dev.facteur.protocol.smtp.Timeouts;
import dev.facteur.route.AccessTokens;
import dev.facteur.route.Route;
import dev.facteur.route.RouteCheck;
import dev.facteur.sign.SignedMail;
import java.io.IOException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;

/// Carries mail to a route's server by SMTP. TLS is always verified, and the login travels inside
/// it only.
public final class SmtpTransport implements Transport, RouteCheck {
    private final Carrier carrier;
    private final Resolver resolver;

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
        var mxTls = new MxTls(surroundings.clock());
        this.carrier = new Carrier(surroundings, tls, mxTls, timeouts, name, tokens, pace);
        this.resolver = surroundings.resolver();
    }

    @Override
    public List<Outcome> send(Route route, SignedMail mail, List<Recipient> recipients) {
        return carrier.carry(NextServer.of(route), addresses(route), mail, recipients);
    }

    private Addresses addresses(Route route) {
        return () -> {
            var host = route.server().host();
            try {
                return resolver.addresses(host);
            } catch (UnknownHostException _) {
                throw unresolved(Saying.HOST_UNKNOWN.with(host));
            } catch (IOException e) {
                throw unresolved(Saying.HOST_UNFOUND.with(host, e.getMessage()));
            }
        };
    }

    private static Unreachable unresolved(Statement why) {
        return Unreachable.deferred(new Cause(Kind.NETWORK, Phase.CONNECT, null, null, why));
    }

    /// Makes a connection of its own, whatever others wait, and keeps it for the next mail.
    @Override
    public Optional<Cause> trouble(Route route) throws InterruptedException {
        return carrier.trouble(NextServer.of(route), addresses(route));
    }

    @Override
    public RouteCheck.Report check(Route route) throws InterruptedException {
        var trouble = trouble(route);
        var race = lastRace(route);
        long took = race.map(report -> report.took().toMillis()).orElse(0L);
        if (trouble.isPresent()) {
            var cause = trouble.get();
            return RouteCheck.Report.trouble(
                    took, List.of(), cause.statement(), cause.reasonWord(), null);
        }
        var losses = race.map(RaceReport::losses).orElse(List.of());
        var works =
                new RouteCheck.Report(
                        race.map(RaceReport::winner)
                                .map(SmtpTransport::words)
                                .orElse(route.server().host()),
                        took,
                        losses.stream().map(Cause::statement).toList());
        return works.byLogin();
    }

    private static String words(Via via) {
        var place = via.host() + ":" + via.port() + " (" + via.address() + ")";
        return via.tls().isEmpty() ? place : place + ", " + via.tls();
    }

    /// How the last race up the route's ladder went; empty while there was none.
    public Optional<RaceReport> lastRace(Route route) {
        return carrier.lastRace(NextServer.of(route));
    }

    @Override
    public void close() {
        carrier.close();
    }
}
