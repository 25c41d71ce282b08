package dev.facteur.platform.http;

import dev.facteur.platform.ClientNetwork;
import dev.facteur.platform.Clock;
import dev.facteur.platform.Rounds;
import io.javalin.http.Context;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;

/// Who is connected to the HTTP server, and who has to go.
///
/// Who says a byte a second, or reads his answer like that, would keep his place for hours: Jetty's
/// own idle time-out begins anew with every byte. Here a client has [#WAITING] from connecting, or
/// from its last answer, to the end of its next request's header; then [#WORKING] for all the rest,
/// and more as its body grows.
///
/// Who comes when all places of his address, or all there are, are taken gets that of the client
/// who has waited longest: one of his own address, or of the address with the most. So a crowd that
/// connects and says nothing only pushes itself out. A request in work keeps its place; where there
/// is nothing else, the one who came last goes. Thread-safe.
final class HttpGuests implements Connection.Listener, HttpConfiguration.Customizer, AutoCloseable {
    private static final Duration WAITING = Duration.ofSeconds(60);
    private static final Duration WORKING = Duration.ofMinutes(5);

    /// As at the SMTP doors: slower than this is an attack and no slow network.
    private static final int MIN_BYTES_PER_SECOND = 1_000;

    private static final Duration SWEEP = Duration.ofSeconds(1);

    private final int places;
    private final int placesPerAddress;
    private final Clock clock;
    private final Rounds rounds;

    /// Which connection a request came by, among the request's attributes.
    private static final String CONNECTION = HttpGuests.class.getName();

    private final Map<Connection, Guest> guests = new ConcurrentHashMap<>();

    /// @param network where he comes from; asked for once, since Jetty forgets it when he goes
    /// @param since when the present wait or request began, as [Clock#nanos]
    /// @param bytesBefore what had come in by then
    private record Guest(
            Connection connection, String network, boolean working, long since, long bytesBefore) {
        boolean isLate(long now) {
            return now - since > allowed().toNanos();
        }

        private Duration allowed() {
            if (!working) return WAITING;
            long bytes = connection.getBytesIn() - bytesBefore;
            return WORKING.plusSeconds(bytes / MIN_BYTES_PER_SECOND);
        }

        Guest begins(boolean work, long now) {
            return new Guest(connection, network, work, now, connection.getBytesIn());
        }

        void sendAway() {
            connection.getEndPoint().close();
        }
    }

    HttpGuests(int places, int placesPerAddress, Clock clock) {
        this.places = places;
        this.placesPerAddress = placesPerAddress;
        this.clock = clock;
        this.rounds = new Rounds("http deadlines", this::sweep, clock);
    }

    void start() {
        rounds.start();
    }

    @Override
    public void onOpened(Connection connection) {
        // Over TLS one client is two connections to Jetty; the other one is enough.
        if (connection instanceof SslConnection) return;
        if (connection.getEndPoint().getRemoteSocketAddress() instanceof InetSocketAddress client) {
            var network = ClientNetwork.of(client.getAddress());
            makeRoomFor(new Guest(connection, network, false, clock.nanos(), 0));
        }
    }

    @Override
    public void onClosed(Connection connection) {
        guests.remove(connection);
    }

    /// Called when a request's header has been read.
    @Override
    public Request customize(Request request, HttpFields.Mutable responseHeaders) {
        var connection = request.getConnectionMetaData().getConnection();
        begin(connection, true);
        request.setAttribute(CONNECTION, connection);
        Request.addCompletionListener(request, _ -> begin(connection, false));
        return request;
    }

    /// There is nothing left to do for this request: its client counts as one who waits.
    void answered(Context context) {
        Connection connection = context.attribute(CONNECTION);
        if (connection != null) begin(connection, false);
    }

    private void begin(Connection connection, boolean work) {
        guests.computeIfPresent(connection, (_, guest) -> guest.begins(work, clock.nanos()));
    }

    private synchronized void makeRoomFor(Guest newcomer) {
        var networks = guests.values().stream().collect(Collectors.groupingBy(Guest::network));
        guests.put(newcomer.connection(), newcomer);
        var own = networks.getOrDefault(newcomer.network(), List.of());
        if (own.size() >= placesPerAddress) {
            sendAwayOneOf(own, newcomer);
        } else if (guests.size() > places) {
            var fullest = Comparator.<List<Guest>>comparingInt(List::size);
            sendAwayOneOf(Collections.max(networks.values(), fullest), newcomer);
        }
    }

    private void sendAwayOneOf(List<Guest> crowd, Guest newcomer) {
        long now = clock.nanos();
        var leaving =
                crowd.stream()
                        .filter(guest -> !guest.working())
                        .max(Comparator.comparingLong(guest -> now - guest.since()))
                        .orElse(newcomer);
        // At once: those who come meanwhile count too.
        guests.remove(leaving.connection());
        leaving.sendAway();
    }

    int count() {
        return guests.size();
    }

    private Duration sweep() {
        long now = clock.nanos();
        for (var guest : guests.values()) {
            if (guest.isLate(now)) guest.sendAway();
        }
        return SWEEP;
    }

    @Override
    public void close() {
        rounds.close();
    }
}
