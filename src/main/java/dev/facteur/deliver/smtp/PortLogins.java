package dev.facteur.deliver.smtp;

import dev.facteur.deliver.Outcome.Kind;
import dev.facteur.deliver.Phase;
import dev.facteur.deliver.smtp.PortSurvey.Login;
import dev.facteur.deliver.smtp.PortSurvey.Seen;
import dev.facteur.deliver.smtp.PortSurvey.State;
import dev.facteur.mail.Statement;
import dev.facteur.platform.Surroundings;
import dev.facteur.platform.tls.ClientTls;
import dev.facteur.platform.tls.MxTls;
import dev.facteur.protocol.smtp.Timeouts;
import dev.facteur.route.AccessTokens;
import dev.facteur.route.Route;
import dev.facteur.route.TlsMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Logs in with a route's account at the ports that a [survey][PortSurvey] has found open, one
/// after the other. Stops at the first that does not take it: others would only count as further
/// bad passwords, and lock the account in the end.
public final class PortLogins {
    /// Some servers answer a wrong password after seconds only.
    private static final Timeouts PATIENCE = Timeouts.all(Duration.ofSeconds(7));

    private final Surroundings world;
    private final ClientTls tls;
    private final String name;
    private final AccessTokens tokens;
    private final Timeouts timeouts;

    /// @param name how we introduce ourselves in EHLO
    public PortLogins(Surroundings world, ClientTls tls, String name, AccessTokens tokens) {
        this(world, tls, name, tokens, PATIENCE);
    }

    public PortLogins(
            Surroundings world,
            ClientTls tls,
            String name,
            AccessTokens tokens,
            Timeouts timeouts) {
        this.world = world;
        this.tls = tls;
        this.name = name;
        this.tokens = tokens;
        this.timeouts = timeouts;
    }

    /// Whether there is a port to log in at. Asks nobody.
    public boolean areDue(Route route, List<Seen> surveyed) {
        return route.server().login() != null
                && surveyed.stream().anyMatch(seen -> takesLogin(route, seen));
    }

    /// The same, with what came of the login at each port of the route's own ladder. Blocks.
    public List<Seen> at(Route route, List<Seen> surveyed) {
        if (route.server().login() == null) return surveyed;
        var all = new ArrayList<Seen>();
        boolean stopped = false;
        try (var watcher = new Watcher(world.clock(), () -> {})) {
            for (var seen : surveyed) {
                boolean tries = !stopped && takesLogin(route, seen);
                var now = tries ? tried(route, seen, watcher) : seen;
                stopped |= tries && now.login() != Login.ACCEPTED;
                all.add(now);
            }
        }
        return all;
    }

    private static boolean takesLogin(Route route, Seen seen) {
        return seen.state() == State.OPEN
                && seen.rung().tls() != TlsMode.NONE
                && !seen.mechanisms().isEmpty()
                && route.server().ladder().contains(seen.rung());
    }

    private Seen tried(Route route, Seen seen, Watcher watcher) {
        var mxTls = new MxTls(world.clock());
        var dialer = new Dialer(world, tls, mxTls, timeouts, name, tokens, watcher);
        var candidate = new Candidate(seen.rung(), seen.address());
        try {
            var server = NextServer.of(route);
            watcher.quit(dialer.dial(server, candidate, new Progress(), TlsWitness.NONE));
            return seen.with(Login.ACCEPTED, Statement.NONE);
        } catch (Unreachable failure) {
            var cause = failure.cause();
            // A connection that breaks, or an answer that does not come, says nothing of the login.
            boolean answered = cause.phase() == Phase.AUTH && cause.kind() != Kind.NETWORK;
            return seen.with(answered ? Login.REFUSED : Login.UNTRIED, cause.statement());
        }
    }
}
