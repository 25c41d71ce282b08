package dev.facteur.deliver.direct;

import dev.facteur.deliver.AttemptSaying;
import dev.facteur.deliver.Outcome;
import dev.facteur.deliver.Phase;
import dev.facteur.deliver.Transport;
import dev.facteur.deliver.smtp.Addresses;
import dev.facteur.deliver.smtp.Carrier;
import dev.facteur.deliver.smtp.NextServer;
import dev.facteur.deliver.smtp.RaceReport;
import dev.facteur.deliver.smtp.Unreachable;
import dev.facteur.mail.MailId;
import dev.facteur.mail.Recipient;
import dev.facteur.mail.Statement;
import dev.facteur.platform.Clock;
import dev.facteur.platform.Surroundings;
import dev.facteur.platform.Threads;
import dev.facteur.platform.tls.TlsDemand;
import dev.facteur.route.Route;
import dev.facteur.route.RouteCheck;
import dev.facteur.route.Rung;
import dev.facteur.route.TlsMode;
import dev.facteur.sign.SignedMail;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries mail to the recipients' own servers: those that their domain names, in the order of RFC
/// 5321 §5.1, each over kept connections.
public final class DirectTransport implements Transport, RouteCheck {
    /// Where servers take mail from each other. No other part of the program calls it.
    private static final List<Rung> LADDER = List.of(new Rung(25, TlsMode.STARTTLS));

    private static final Logger LOG = LoggerFactory.getLogger(DirectTransport.class);

    /// In one attempt. An attempt that goes on holds a place that others wait for.
    private static final int MOST_ADDRESSES = 10;

    /// A server that is busy with us is let go of soon: others may wait for the attempt's place.
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Exchangers exchangers;
    private final TlsPolicies policies;
    private final Carrier carrier;
    private final OutgoingPort port;
    private final Introduction introduction;
    private final Clock clock;
    private final String name;

    private final Set<Long> met = ConcurrentHashMap.newKeySet();

    /// What was last found of port 25, by the route's id.
    private final Map<Long, PortFinding> findings = new ConcurrentHashMap<>();

    /// @param name of this gateway, for routes that introduce themselves by it
    public DirectTransport(
            Exchangers exchangers,
            TlsPolicies policies,
            Carrier carrier,
            OutgoingPort port,
            Surroundings world,
            String name) {
        this.exchangers = exchangers;
        this.policies = policies;
        this.carrier = carrier;
        this.port = port;
        this.introduction = new Introduction(world.dns());
        this.clock = world.clock();
        this.name = name;
    }

    /// Recipients of several domains are taken domain by domain.
    @Override
    public List<Outcome> send(Route route, SignedMail mail, List<Recipient> recipients) {
        var outcomes = new Outcome[recipients.size()];
        for (var places : byDomain(recipients).values()) {
            var some = send(route, mail, places, recipients);
            for (int i = 0; i < places.size(); i++) outcomes[places.get(i)] = some.get(i);
        }
        return List.of(outcomes);
    }

    private static Map<String, List<Integer>> byDomain(List<Recipient> recipients) {
        var domains = new LinkedHashMap<String, List<Integer>>();
        for (int i = 0; i < recipients.size(); i++) {
            var domain = recipients.get(i).address().domain().toLowerCase(Locale.ROOT);
            domains.computeIfAbsent(domain, _ -> new ArrayList<>()).add(i);
        }
        return domains;
    }

    private List<Outcome> send(
            Route route, SignedMail mail, List<Integer> places, List<Recipient> all) {
        var recipients = places.stream().map(all::get).toList();
        var way = new HostByHost(recipients);
        try {
            var domain = recipients.getFirst().address().domain();
            var exchanges = exchangers.of(domain, direct(route), mail.mail().id());
            send(route, mail, exchanges, way);
        } catch (Unreachable e) {
            way.past(e.outcome());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            way.past(stopped());
        }
        return way.outcomes();
    }

    private static Outcome stopped() {
        return new Outcome.Deferred(Outcome.Cause.local(AttemptSaying.STOPPED_BEFORE.with()), null);
    }

    private void send(Route route, SignedMail mail, Exchanges exchanges, HostByHost way)
            throws InterruptedException {
        int addresses = 0;
        for (var exchange : inOrder(route, exchanges)) {
            if (!way.open() || addresses >= MOST_ADDRESSES) return;
            switch (exchangers.locate(exchange, direct(route))) {
                case Located.Ours(_) -> {
                    // RFC 5321 §5.1: whoever is not preferred to us is not tried either.
                    way.past(Exchangers.loop(exchanges.domain(), exchange.host()));
                    return;
                }
                case Located.Nowhere(var outcome) -> way.past(outcome);
                case Located.Here(var found) -> {
                    addresses += found.size();
                    try {
                        var demanded = demanded(mail, exchanges, exchange);
                        var server = server(route, exchange, demanded.demand());
                        Addresses at = () -> found;
                        var heard = at.heardBy(demanded.witness());
                        way.to(some ->
                                demanded.told(
                                        exchanges.domain(),
                                        carrier.carry(server, heard, mail, some)));
                    } catch (Unreachable e) {
                        way.past(e.outcome());
                    }
                }
            }
        }
    }

    /// RFC 8689 §5: a sender may ask that policies do not count for a mail. Reports on TLS do (RFC
    /// 8460 §3), and are not reported on.
    private TlsPolicies.Demanded demanded(SignedMail mail, Exchanges domain, Exchange exchange)
            throws Unreachable, InterruptedException {
        if (mail.tlsOptional()) return TlsPolicies.Demanded.NOTHING;
        return policies.of(domain, exchange);
    }

    /// A server that was just found dead is tried when the others are.
    private List<Exchange> inOrder(Route route, Exchanges exchanges) {
        var alive = new ArrayList<Exchange>();
        var dead = new ArrayList<Exchange>();
        for (var exchange : exchanges.hosts()) {
            boolean failed = carrier.failedLately(server(route, exchange, TlsDemand.OPPORTUNISTIC));
            (failed ? dead : alive).add(exchange);
        }
        alive.addAll(dead);
        return alive;
    }

    private static NextServer server(Route route, Exchange exchange, TlsDemand demand) {
        var direct = direct(route);
        var limits =
                Route.Limits.of(
                        direct.perDestination(),
                        route.limits().mailsPerConnection(),
                        route.limits().recipientsPerMail(),
                        route.limits().idle());
        return new NextServer(
                route.name(),
                "",
                exchange.host(),
                LADDER,
                new NextServer.Trust.Demanded(demand),
                null,
                direct.hello(),
                direct.sources(),
                limits,
                PATIENCE,
                Route.Way.DIRECT);
    }

    private String hello(Route route) {
        return direct(route).hello().isEmpty() ? name : direct(route).hello();
    }

    private static Route.Direct direct(Route route) {
        var direct = route.direct();
        if (direct == null) throw new IllegalStateException(route.name() + " has a server");
        return direct;
    }

    /// Looks whether port 25 can be called at all; no one server speaks for the others.
    @Override
    public Optional<Outcome.Cause> trouble(Route route) throws InterruptedException {
        var finding = look(route);
        if (finding.state() == PortFinding.State.OPEN) return Optional.empty();
        return Optional.of(
                new Outcome.Cause(
                        Outcome.Kind.NETWORK, Phase.CONNECT, null, null, finding.statement()));
    }

    /// Looks at a route that was not looked at yet, on a thread of its own.
    public void meet(Route route) {
        if (!met.add(route.id())) return;
        Threads.virtual(
                "look at " + route.name(),
                () -> {
                    try {
                        var _ = look(route);
                    } catch (InterruptedException _) {
                        Thread.currentThread().interrupt();
                    }
                });
    }

    private PortFinding look(Route route) throws InterruptedException {
        var finding = port.look(direct(route), hello(route));
        var before = findings.put(route.id(), finding);
        if (before != null && before.state() == finding.state()) return finding;
        if (finding.state() == PortFinding.State.OPEN) {
            LOG.atInfo()
                    .addKeyValue("route", route.name())
                    .addKeyValue("by", finding.seen())
                    .log("outgoing port 25 is open");
        } else {
            LOG.atWarn()
                    .addKeyValue("route", route.name())
                    .addKeyValue("why", finding.statement())
                    .addKeyValue("remaining", PortFinding.REMAINING)
                    .log("mail cannot leave by a direct route");
        }
        return finding;
    }

    @Override
    public Report check(Route route) throws InterruptedException {
        long began = clock.nanos();
        var finding = look(route);
        long took = Duration.ofNanos(clock.nanos() - began).toMillis();
        if (finding.state() != PortFinding.State.OPEN) {
            return Report.trouble(took, List.of(), finding.statement(), finding.reason(), null);
        }
        var advice = new ArrayList<Statement>();
        for (var face : finding.faces()) advice.addAll(introduction.advice(face, hello(route)));
        var way = "port 25 of " + String.join(", ", finding.seen());
        return new Report(way, took, List.of()).advising(advice);
    }

    /// The servers of a domain, each called as for a mail.
    public Destination destinationOf(Route route, String domain) throws InterruptedException {
        try {
            var exchanges = exchangers.of(domain, direct(route), new MailId(0));
            var servers = new ArrayList<Server>();
            for (var exchange : exchanges.hosts()) servers.add(called(route, exchanges, exchange));
            return new Destination(exchanges.domain(), servers, null);
        } catch (Unreachable e) {
            return new Destination(domain, List.of(), e.cause().statement());
        }
    }

    private Server called(Route route, Exchanges exchanges, Exchange exchange)
            throws InterruptedException {
        var host = exchange.host();
        try {
            // Nobody counts a session that carries no mail.
            var demand = policies.of(exchanges, exchange).demand();
            var word = word(demand);
            return switch (exchangers.locate(exchange, direct(route))) {
                case Located.Ours(var statement) -> new Server(host, word, "", statement);
                case Located.Nowhere(var outcome) ->
                        new Server(host, word, "", Unreachable.of(outcome).cause().statement());
                case Located.Here(var found) -> {
                    var server = server(route, exchange, demand);
                    var trouble =
                            carrier.trouble(server, () -> found).map(Outcome.Cause::statement);
                    var via = carrier.lastRace(server).map(RaceReport::winner).orElse(null);
                    yield new Server(
                            host, word, via == null ? "" : via.tls(), trouble.orElse(null));
                }
            };
        } catch (Unreachable e) {
            return new Server(host, Demand.WITHHELD, "", e.cause().statement());
        }
    }

    private static Demand word(TlsDemand demand) {
        return switch (demand) {
            case TlsDemand.Opportunistic _ -> Demand.OPPORTUNISTIC;
            case TlsDemand.Verified _ -> Demand.MTA_STS;
            case TlsDemand.Dane _ -> Demand.DANE;
        };
    }

    @Override
    public @Nullable Notice notice(Route route) {
        var finding = findings.get(route.id());
        if (finding == null || finding.state() == PortFinding.State.OPEN) return null;
        return new Notice(finding.statement(), finding.reason());
    }

    @Override
    public void close() {
        carrier.close();
    }
}
