package dev.facteur.deliver.smtp;

import dev.facteur.deliver.Phase;
import dev.facteur.deliver.smtp.PortSurvey.Login;
import dev.facteur.deliver.smtp.PortSurvey.Seen;
import dev.facteur.deliver.smtp.PortSurvey.State;
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
/// after the other. Stops at the first that refuses: others would only count as further bad
/// passwords, and lock the account in the end.
public final class PortLogins {
    /// A login that takes longer is no help to the doctor, who waits for others too.
    private static final Timeouts PATIENCE = Timeouts.all(Duration.ofSeconds(4));

    private final Surroundings world;
    private final ClientTls tls;
    private final String name;
    private final AccessTokens tokens;

    /// @param name how we introduce ourselves in EHLO
    public PortLogins(Surroundings world, ClientTls tls, String name, AccessTokens tokens) {
        this.world = world;
        this.tls = tls;
        this.name = name;
        this.tokens = tokens;
    }

    /// The same, with what came of the login at each port of the route's own ladder. Blocks.
    public List<Seen> at(Route route, List<Seen> surveyed) {
        if (route.server().login() == null) return surveyed;
        var all = new ArrayList<Seen>();
        boolean refused = false;
        try (var watcher = new Watcher(world.clock(), () -> {})) {
            for (var seen : surveyed) {
                var now = refused || !takesLogin(route, seen) ? seen : tried(route, seen, watcher);
                refused |= now.login() == Login.REFUSED;
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
        var dialer = new Dialer(world, tls, mxTls, PATIENCE, name, tokens, watcher);
        var candidate = new Candidate(seen.rung(), seen.address());
        try {
            var server = NextServer.of(route);
            watcher.quit(dialer.dial(server, candidate, new Progress(), TlsWitness.NONE));
            return seen.with(Login.ACCEPTED, "");
        } catch (Unreachable failure) {
            boolean refused = failure.cause().phase() == Phase.AUTH;
            var tried = refused ? Login.REFUSED : Login.UNTRIED;
            return seen.with(tried, failure.cause().sentence());
        }
    }
}
