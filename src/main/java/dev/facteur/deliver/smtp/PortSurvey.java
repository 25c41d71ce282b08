package dev.facteur.deliver.smtp;

import dev.facteur.deliver.Outcome.Cause;
import dev.facteur.deliver.Outcome.Kind;
import dev.facteur.deliver.Phase;
import dev.facteur.deliver.Via;
import dev.facteur.mail.Statement;
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
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/// Looks at each port of a server to the end, where a [race][LadderRace] is content with the first
/// that works: as far as the answer to EHLO inside TLS. Logs in nowhere and sends no mail.
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
        /// The connection stands, and no greeting comes.
        SILENT,
        /// STARTTLS is not offered.
        STRIPPED,
        /// STARTTLS is offered, and answered by a refusal (RFC 3207 §4: 454).
        WITHOUT_TLS,
        /// TLS broke, or the certificate is not one to trust.
        DISTRUSTED,
        /// Anything else that is not a mail server in good health.
        BROKEN;

        /// As the API says it: `without-tls`.
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /// What came of a login.
    public enum Login {
        /// There is none, or its turn did not come.
        UNTRIED,
        ACCEPTED,
        REFUSED;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Whose ports are looked at.
    ///
    /// @param route a name for people
    /// @param provider the id of its preset; `""` where there is none
    /// @param host the name that its certificate has to carry
    /// @param caFile with the authorities to trust; null for the system's
    public record Server(String route, String provider, String host, @Nullable Path caFile) {
        static Server of(Route route) {
            var relay = route.server();
            return new Server(route.name(), route.provider(), relay.host(), relay.caFile());
        }
    }

    /// @param why it cannot be used; [Statement#NONE] where it can
    /// @param session its TLS; also of a server that is not trusted, where it shows itself
    /// @param mechanisms of AUTH that it offers
    /// @param introduction what it said of itself, a line each: bytes of a stranger
    public record Seen(
            Rung rung,
            InetAddress address,
            State state,
            Duration took,
            Statement why,
            @Nullable SSLSession session,
            Set<String> mechanisms,
            List<String> introduction,
            Login login) {
        public Seen {
            mechanisms = Set.copyOf(mechanisms);
            introduction = List.copyOf(introduction);
        }

        /// Why it cannot be used, in English; `""` where it can.
        public String sentence() {
            return why.english();
        }

        /// What it has shown; null where it has shown none.
        public @Nullable X509Certificate certificate() {
            var chain = chain();
            return chain.isEmpty() ? null : chain.getFirst();
        }

        /// All certificates that it has shown, its own first.
        public List<X509Certificate> chain() {
            if (session == null) return List.of();
            try {
                var chain = new ArrayList<X509Certificate>();
                for (var shown : session.getPeerCertificates()) {
                    if (shown instanceof X509Certificate certificate) chain.add(certificate);
                }
                return chain;
            } catch (SSLPeerUnverifiedException none) {
                return List.of();
            }
        }

        Seen with(Login tried, Statement because) {
            return new Seen(
                    rung,
                    address,
                    state,
                    took,
                    why.equals(Statement.NONE) ? because : why,
                    session,
                    mechanisms,
                    introduction,
                    tried);
        }
    }

    /// Blocks until all are seen, in the order of `rungs`.
    ///
    /// @param route one with a server
    /// @throws IOException when its name has no address
    public List<Seen> look(Route route, List<Rung> rungs) throws IOException, InterruptedException {
        var address = world.resolver().addresses(route.server().host()).getFirst();
        var candidates = rungs.stream().map(rung -> new Candidate(rung, address)).toList();
        return look(Server.of(route), candidates);
    }

    /// Blocks until all are seen, in the order of `candidates`, which differ.
    public List<Seen> look(Server server, List<Candidate> candidates) throws InterruptedException {
        record Arrival(int place, Seen seen) {}
        var arrivals = new LinkedBlockingQueue<Arrival>();
        var threads = new ArrayList<Thread>();
        try (var watcher = new Watcher(world.clock(), () -> {})) {
            for (int i = 0; i < candidates.size(); i++) {
                int place = i;
                var call = new Call(server, candidates.get(i), watcher);
                threads.add(
                        Threads.virtual(
                                "look at " + candidates.get(i),
                                () -> arrivals.add(new Arrival(place, call.seen()))));
            }
            var seen = new Seen[candidates.size()];
            for (int i = 0; i < seen.length; i++) {
                var arrived = arrivals.take();
                seen[arrived.place] = arrived.seen;
            }
            return List.of(seen);
        } finally {
            for (var thread : threads) thread.interrupt();
        }
    }

    private final class Call implements TlsWitness {
        private final Server server;
        private final Candidate candidate;
        private final Watcher watcher;
        private final Progress progress = new Progress();
        private volatile @Nullable SSLSession session;

        Call(Server server, Candidate candidate, Watcher watcher) {
            this.server = server;
            this.candidate = candidate;
            this.watcher = watcher;
        }

        Seen seen() {
            long begun = world.clock().nanos();
            try {
                var trust = new NextServer.Trust.Authorities(server.caFile);
                var connection = dial(trust, progress);
                var took = Duration.ofNanos(world.clock().nanos() - begun);
                var mechanisms = connection.client().capabilities().mechanisms();
                watcher.quit(connection);
                return seen(State.OPEN, took, Statement.NONE, mechanisms);
            } catch (Unreachable failure) {
                var took = Duration.ofNanos(world.clock().nanos() - begun);
                var state = state(failure);
                if (state == State.DISTRUSTED) showItself();
                return seen(state, took, failure.cause().statement(), Set.of());
            } catch (RuntimeException bug) {
                var took = Duration.ofNanos(world.clock().nanos() - begun);
                return seen(State.BROKEN, took, Statement.quoting(bug.toString()), Set.of());
            }
        }

        private Seen seen(State state, Duration took, Statement why, Set<String> mechanisms) {
            var address = candidate.address();
            return new Seen(
                    candidate.rung(),
                    address,
                    state,
                    took,
                    why,
                    session,
                    mechanisms,
                    progress.introduction(),
                    Login.UNTRIED);
        }

        /// Who it is that is not trusted: nothing is entrusted to it but our name.
        private void showItself() {
            try {
                var trust = new NextServer.Trust.Demanded(TlsDemand.OPPORTUNISTIC);
                watcher.quit(dial(trust, new Progress()));
            } catch (Unreachable _) {
                // It stays unknown.
            }
        }

        private Connection dial(NextServer.Trust trust, Progress how) throws Unreachable {
            var next =
                    new NextServer(
                            server.route,
                            server.provider,
                            server.host,
                            List.of(candidate.rung()),
                            trust,
                            null,
                            "",
                            List.of(),
                            Route.Limits.DEFAULT,
                            Duration.ZERO,
                            Route.Way.SMTP);
            var mxTls = new MxTls(world.clock());
            var tokens = AccessTokens.none();
            var dialer = new Dialer(world, tls, mxTls, timeouts, name, tokens, watcher);
            return dialer.dial(next, candidate, how, this);
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
        if (cause.phase() == Phase.STARTTLS && cause.reply() != null) return State.WITHOUT_TLS;
        if (cause.kind() == Kind.TLS) return State.DISTRUSTED;
        boolean late = failure.getCause() instanceof SocketTimeoutException;
        if (cause.phase() == Phase.GREETING && late) return State.SILENT;
        if (cause.phase() != Phase.CONNECT) return State.BROKEN;
        return switch (failure.getCause()) {
            case SocketTimeoutException _ -> State.DROPPED;
            case ConnectException _ -> State.REFUSED;
            case null, default -> State.BROKEN;
        };
    }
}
