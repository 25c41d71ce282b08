package dev.facteur.feedback;

import dev.facteur.account.Accounts;
import dev.facteur.account.Site;
import dev.facteur.mail.Stream;
import dev.facteur.platform.Clock;
import dev.facteur.platform.Rounds;
import dev.facteur.platform.StorageException;
import dev.facteur.platform.Threads;
import dev.facteur.route.HeldAddress;
import dev.facteur.route.HeldLists;
import dev.facteur.route.Route;
import dev.facteur.route.RouteCheck;
import dev.facteur.route.RouteState;
import dev.facteur.route.Routes;
import dev.facteur.suppress.Cause;
import dev.facteur.suppress.Suppression;
import dev.facteur.suppress.SuppressionList;
import dev.facteur.suppress.Suppressions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The lists of addresses that providers keep and drop mail to: fetched once a day into those of
/// the sites that send by them, and entered there where somebody asks for it. Safe for use by many
/// threads.
public final class ProviderLists implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProviderLists.class);

    /// So an address that the provider strikes is free again a week later, and a few days in which
    /// it does not answer free nobody.
    private static final Duration HELD = Duration.ofDays(7);

    private static final Duration DAY = Duration.ofDays(1);

    /// Who starts the gateway again and again does not ask again and again.
    private static final Duration AFTER_THE_START = Duration.ofHours(1);

    /// Short enough that other work of the committer does not wait.
    private static final int AT_ONCE = 200;

    private final Accounts accounts;
    private final Routes routes;
    private final RouteCheck check;
    private final Suppressions suppressions;
    private final Clock clock;
    private final Rounds rounds;
    private final AtomicBoolean fetching = new AtomicBoolean();
    private boolean started;

    public ProviderLists(
            Accounts accounts,
            Routes routes,
            RouteCheck check,
            Suppressions suppressions,
            Clock clock) {
        this.accounts = accounts;
        this.routes = routes;
        this.check = check;
        this.suppressions = suppressions;
        this.clock = clock;
        this.rounds = new Rounds("provider-lists", this::round, clock);
    }

    /// The mail of one site and stream.
    private record Lane(long siteId, Stream stream) {}

    /// What was fetched of a route's provider.
    ///
    /// @param lists that were read to their end, as the provider calls them
    /// @param held how many entries were read
    /// @param trouble why there are no lists, or not all; null when they are all there
    public record Fetched(Route route, List<String> lists, int held, @Nullable String trouble) {}

    /// What has been fetched so far.
    ///
    /// @param complete whether that is all
    public record Progress(List<Fetched> fetched, boolean complete) {}

    /// What became of an address at a route's provider.
    ///
    /// @param shared whether other mail goes by it that its list would hold back too, so that it
    ///   was not asked
    public record Entered(Route route, boolean shared, HeldLists lists) {}

    /// From now on once a day.
    public void start() {
        rounds.start();
    }

    private Duration round() {
        if (!started) {
            started = true;
            return AFTER_THE_START;
        }
        for (var state : routes.all()) {
            if (rounds.closing()) break;
            var lanes = lanes(state.route());
            if (!lanes.isEmpty()) fetch(state.route(), lanes);
        }
        return DAY;
    }

    private List<Lane> lanes(Route route) {
        return accounts.sites().stream().flatMap(site -> lanes(site, route).stream()).toList();
    }

    private List<Lane> lanes(Site site, Route route) {
        var lanes = new ArrayList<Lane>();
        for (var stream : Stream.values()) {
            boolean leads =
                    routes.forLane(site.id(), stream).stream()
                            .anyMatch(way -> way.route().id() == route.id());
            if (leads) lanes.add(new Lane(site.id(), stream));
        }
        return lanes;
    }

    /// Fetches the lists of the providers that a site sends by, for this site.
    ///
    /// @param only the name of the one route to ask for; null for all
    /// @param patience how long to wait for the end; the fetching goes on behind it
    /// @return nothing where somebody's fetching goes on already
    public Progress fetch(Site site, @Nullable String only, Duration patience)
            throws InterruptedException {
        var asked = ways(site).stream().filter(way -> only == null || way.name().equals(only));
        var wanted = asked.toList();
        var fetched = new CopyOnWriteArrayList<Fetched>();
        if (!fetching.compareAndSet(false, true)) return new Progress(List.of(), false);
        var work =
                Threads.virtual(
                        "provider-lists-asked",
                        () -> {
                            try {
                                wanted.forEach(way -> fetched.add(fetch(way, lanes(site, way))));
                            } finally {
                                fetching.set(false);
                            }
                        });
        boolean complete = clock.join(work, patience);
        return new Progress(List.copyOf(fetched), complete);
    }

    /// The routes of a site that lead to a provider.
    private List<Route> ways(Site site) {
        return java.util.stream.Stream.of(Stream.values())
                .flatMap(stream -> routes.forLane(site.id(), stream).stream())
                .map(RouteState::route)
                .filter(route -> !route.provider().isEmpty())
                .distinct()
                .toList();
    }

    private Fetched fetch(Route route, List<Lane> lanes) {
        var held = new int[1];
        Fetched fetched;
        try {
            var answer =
                    check.fetch(
                            route,
                            some -> {
                                held[0] += some.size();
                                keep(some, lanes);
                            });
            fetched = new Fetched(route, answer.lists(), held[0], answer.trouble());
        } catch (StorageException e) {
            fetched = new Fetched(route, List.of(), held[0], e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fetched = new Fetched(route, List.of(), held[0], "stopped");
        }
        say(fetched);
        return fetched;
    }

    private void keep(List<HeldAddress> some, List<Lane> lanes) throws StorageException {
        var now = clock.now();
        var rows = new ArrayList<Suppression>();
        for (var one : some) {
            if (SuppressionList.address(one.address()).isEmpty()) continue;
            for (var lane : lanes) {
                // Who wants no more letters still gets his password reset.
                if (one.unsubscribed() && lane.stream() != Stream.BROADCAST) continue;
                rows.add(
                        new Suppression(
                                lane.siteId(),
                                lane.stream(),
                                one.address().strip(),
                                Cause.PROVIDER,
                                one.words(),
                                null,
                                null,
                                now,
                                now.plus(HELD)));
            }
        }
        for (int from = 0; from < rows.size(); from += AT_ONCE) {
            suppressions.hold(rows.subList(from, Math.min(from + AT_ONCE, rows.size())));
        }
    }

    private static void say(Fetched fetched) {
        if (fetched.trouble() != null) {
            LOG.atWarn()
                    .addKeyValue("route", fetched.route().name())
                    .addKeyValue("reason", fetched.trouble())
                    .log("the provider's lists could not all be read and are asked for again");
        } else if (!fetched.lists().isEmpty()) {
            LOG.atInfo()
                    .addKeyValue("route", fetched.route().name())
                    .addKeyValue("held", fetched.held())
                    .log("the provider's lists were read");
        }
    }

    /// Puts an address on the lists of the providers that mail of these streams leaves by. A list
    /// holds back all that its account sends, so none is asked that mail of the site's other stream
    /// uses.
    ///
    /// @param forAll whether mail of other sites may be held back too
    public List<Entered> enter(Site site, List<Stream> streams, String address, boolean forAll) {
        var entered = new ArrayList<Entered>();
        for (var way : ways(site)) {
            var lanes = lanes(way);
            boolean own = lanes.stream().anyMatch(one -> isOf(one, site, streams));
            boolean shared =
                    lanes.stream()
                            .filter(one -> !forAll || one.siteId() == site.id())
                            .anyMatch(one -> !isOf(one, site, streams));
            if (!own) continue;
            var lists = shared ? HeldLists.UNTOLD : check.enter(way, address);
            entered.add(new Entered(way, shared, lists));
        }
        return entered;
    }

    private static boolean isOf(Lane lane, Site site, List<Stream> streams) {
        return lane.siteId() == site.id() && streams.contains(lane.stream());
    }

    @Override
    public void close() {
        rounds.close();
    }
}
