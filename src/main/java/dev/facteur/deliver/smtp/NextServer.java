package dev.facteur.deliver.smtp;

import dev.facteur.platform.tls.TlsDemand;
import dev.facteur.route.Route;
import dev.facteur.route.Rung;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A server that takes mail from us: a route's own, or one of a recipient's domain. Connections are
/// shared by mails whose server is equal in all of this, and by no others.
///
/// @param route the name of the route that mail leaves by
/// @param provider the id of its preset; `""` where there is none
/// @param host the name that its certificate has to carry, where one is asked for
/// @param ladder ports in the order of preference
/// @param entrance null where no login is asked for
/// @param hello how we introduce ourselves in EHLO; `""` for this machine's name
/// @param sources addresses of ours to call from, at most one a family; the system chooses for a
///   family that is not among them
/// @param limits the server's
/// @param patience how long an attempt waits while all its connections are busy
public record NextServer(
        String route,
        String provider,
        String host,
        List<Rung> ladder,
        Trust trust,
        @Nullable Entrance entrance,
        String hello,
        List<InetAddress> sources,
        Route.Limits limits,
        Duration patience,
        Route.Way way) {
    /// An attempt that waits longer than this for its turn lets go of its lease instead.
    private static final Duration RELAY_PATIENCE = Duration.ofMinutes(5);

    public NextServer {
        ladder = List.copyOf(ladder);
        sources = List.copyOf(sources);
        if (entrance != null && !(trust instanceof Trust.Authorities)) {
            throw new IllegalArgumentException("credentials travel inside verified TLS only");
        }
    }

    /// The login that opens it, and of which route: an access token is asked for by the route.
    public record Entrance(Route route, Route.Login login) {}

    /// Whose word on the server counts.
    public sealed interface Trust {
        /// The authorities in a file, the system's where it is null. TLS is never done without.
        record Authorities(@Nullable Path file) implements Trust {}

        /// Whoever the domain's policy names.
        record Demanded(TlsDemand demand) implements Trust {}

        /// Whether a mail goes in clear where TLS does not come about.
        default boolean takesClear() {
            return switch (this) {
                case Authorities _ -> false;
                case Demanded(var demand) -> demand instanceof TlsDemand.Opportunistic;
            };
        }
    }

    /// The server of a route that has one.
    static NextServer of(Route route) {
        var relay = route.server();
        return new NextServer(
                route.name(),
                route.provider(),
                relay.host(),
                relay.ladder(),
                new Trust.Authorities(relay.caFile()),
                relay.login() == null ? null : new Entrance(route, relay.login()),
                "",
                List.of(),
                route.limits(),
                RELAY_PATIENCE,
                Route.Way.SMTP);
    }

    /// The address of ours from which that one is called; null for the system's choice.
    @Nullable InetAddress sourceFor(InetAddress address) {
        boolean six = address instanceof Inet6Address;
        for (var source : sources) {
            if (source instanceof Inet6Address == six) return source;
        }
        return null;
    }
}
