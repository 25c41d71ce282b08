package dev.facteur.deliver.smtp;

import dev.facteur.deliver.Outcome.Cause;
import dev.facteur.deliver.Outcome.Kind;
import dev.facteur.deliver.Phase;
import dev.facteur.deliver.Via;
import dev.facteur.platform.Surroundings;
import dev.facteur.platform.Threads;
import dev.facteur.platform.tls.ClientTls;
import dev.facteur.platform.tls.MxTls;
import dev.facteur.platform.tls.TlsDemand;
import dev.facteur.protocol.smtp.Timeouts;
import dev.facteur.route.AccessTokens;
import dev.facteur.route.Route;
import dev.facteur.route.Rung;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/// Looks at each port of a route's server to the end, where a [race][LadderRace] is content with
/// the first that works: as far as the answer to EHLO inside TLS. Logs in nowhere and sends no
/// mail.
public final class PortSurvey {
    /// A server that is well needs no second of it; twice this is less than the doctor waits.
    private static final Timeouts PATIENCE = Timeouts.all(Duration.ofSeconds(7));

    private final Surroundings world;
    private final ClientTls tls;
    private final String name;
    private final Timeouts timeouts;

    /// @param name how we introduce ourselves in EHLO
    public PortSurvey(Surroundings world, ClientTls tls, String name) {
        this(world, tls, name, PATIENCE);
    }

    public PortSurvey(Surroundings world, ClientTls tls, String name, Timeouts timeouts) {
        this.world = world;
        this.tls = tls;
        this.name = name;
        this.timeouts = timeouts;
    }

    /// What a port came to.
    public enum State {
        /// SMTP is spoken there, in verified TLS where that was asked for.
        OPEN,
        REFUSED,
        /// Nothing comes back.
        DROPPED,
        /// STARTTLS is not offered.
        STRIPPED,
        /// TLS broke, or the certificate is not one to trust.
        DISTRUSTED,
        /// Anything else that is not a mail server in good health.
        BROKEN
    }

    /// @param sentence why it cannot be used; `""` where it can
    /// @param session its TLS; also of a server that is not trusted, where it shows itself
    /// @param mechanisms of AUTH that it offers
    public record Seen(
            Rung rung,
            InetAddress address,
            State state,
            Duration took,
            String sentence,
            @Nullable SSLSession session,
            Set<String> mechanisms) {
        public Seen {
            mechanisms = Set.copyOf(mechanisms);
        }

        /// What it has shown; null where it has shown none.
        public @Nullable X509Certificate certificate() {
            if (session == null) return null;
            try {
                return session.getPeerCertificates()[0] instanceof X509Certificate shown
                        ? shown
                        : null;
            } catch (SSLPeerUnverifiedException none) {
                return null;
            }
        }
    }

    /// Blocks until all are seen, in the order of `rungs`.
    ///
    /// @param route one with a server
    /// @throws IOException when its name has no address
    public List<Seen> look(Route route, List<Rung> rungs) throws IOException, InterruptedException {
        var address = world.resolver().addresses(route.server().host()).getFirst();
        var arrivals = new LinkedBlockingQueue<Seen>();
        var threads = new ArrayList<Thread>();
        try (var watcher = new Watcher(world.clock(), () -> {})) {
            for (var rung : rungs) {
                var candidate = new Candidate(rung, address);
                var call = new Call(route, candidate, watcher);
                threads.add(
                        Threads.virtual("look at " + candidate, () -> arrivals.add(call.seen())));
            }
            var seen = new ArrayList<Seen>();
            while (seen.size() < rungs.size()) seen.add(arrivals.take());
            seen.sort(Comparator.comparingInt(one -> rungs.indexOf(one.rung)));
            return seen;
        } finally {
            for (var thread : threads) thread.interrupt();
        }
    }

    private final class Call implements TlsWitness {
        private final Route route;
        private final Candidate candidate;
        private final Watcher watcher;
        private volatile @Nullable SSLSession session;

        Call(Route route, Candidate candidate, Watcher watcher) {
            this.route = route;
            this.candidate = candidate;
            this.watcher = watcher;
        }

        Seen seen() {
            long begun = world.clock().nanos();
            try {
                var connection = dial(new NextServer.Trust.Authorities(route.server().caFile()));
                var took = Duration.ofNanos(world.clock().nanos() - begun);
                var mechanisms = connection.client().capabilities().mechanisms();
                watcher.quit(connection);
                return seen(State.OPEN, took, "", mechanisms);
            } catch (Unreachable failure) {
                var took = Duration.ofNanos(world.clock().nanos() - begun);
                var state = state(failure);
                if (state == State.DISTRUSTED) showItself();
                return seen(state, took, failure.cause().sentence(), Set.of());
            } catch (RuntimeException bug) {
                var took = Duration.ofNanos(world.clock().nanos() - begun);
                return seen(State.BROKEN, took, bug.toString(), Set.of());
            }
        }

        private Seen seen(State state, Duration took, String sentence, Set<String> mechanisms) {
            var address = candidate.address();
            return new Seen(candidate.rung(), address, state, took, sentence, session, mechanisms);
        }

        /// Who it is that is not trusted: nothing is entrusted to it but our name.
        private void showItself() {
            try {
                watcher.quit(dial(new NextServer.Trust.Demanded(TlsDemand.OPPORTUNISTIC)));
            } catch (Unreachable _) {
                // It stays unknown.
            }
        }

        private Connection dial(NextServer.Trust trust) throws Unreachable {
            var server =
                    new NextServer(
                            route.name(),
                            route.provider(),
                            route.server().host(),
                            List.of(candidate.rung()),
                            trust,
                            null,
                            "",
                            List.of(),
                            route.limits(),
                            Duration.ZERO,
                            Route.Way.SMTP);
            var mxTls = new MxTls(world.clock());
            var tokens = AccessTokens.none();
            var dialer = new Dialer(world, tls, mxTls, timeouts, name, tokens, watcher);
            return dialer.dial(server, candidate, new Progress(), this);
        }

        @Override
        public void secured(Via via, InetAddress from, SSLSession secured) {
            session = secured;
        }

        @Override
        public void failed(Via via, InetAddress from, Fault fault, @Nullable Exception why) {}
    }

    private static State state(Unreachable failure) {
        Cause cause = failure.cause();
        if (cause.kind() == Kind.STARTTLS_MISSING) return State.STRIPPED;
        if (cause.kind() == Kind.TLS) return State.DISTRUSTED;
        if (cause.phase() != Phase.CONNECT) return State.BROKEN;
        return switch (failure.getCause()) {
            case SocketTimeoutException _ -> State.DROPPED;
            case ConnectException _ -> State.REFUSED;
            case null, default -> State.BROKEN;
        };
    }
}
