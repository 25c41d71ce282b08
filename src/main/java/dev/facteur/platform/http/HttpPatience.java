package dev.facteur.platform.http;

import dev.facteur.platform.Clock;
import dev.facteur.platform.Rounds;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;

/// Closes connections whose client says a byte a second, or reads its answer like that, and so
/// would keep its place for hours: Jetty's own idle time-out begins anew with every byte.
///
/// A client has [#WAITING] from connecting, or from its last answer, to the end of its next
/// request's header; then [#WORKING] for all the rest, and more as its body grows. Thread-safe.
final class HttpPatience
        implements Connection.Listener, HttpConfiguration.Customizer, AutoCloseable {
    private static final Duration WAITING = Duration.ofSeconds(60);
    private static final Duration WORKING = Duration.ofMinutes(5);

    /// As at the SMTP doors: slower than this is an attack and no slow network.
    private static final int MIN_BYTES_PER_SECOND = 1_000;

    private static final Duration SWEEP = Duration.ofSeconds(1);

    private final Clock clock;
    private final Rounds rounds;

    /// By the client's address and port: over TLS one client is two connections to Jetty.
    private final Map<SocketAddress, Guest> guests = new ConcurrentHashMap<>();

    /// @param since when the present wait or request began, as [Clock#nanos]
    /// @param bytesBefore what had come in by then
    private record Guest(Connection connection, boolean working, long since, long bytesBefore) {
        boolean isLate(long now) {
            return now - since > allowed().toNanos();
        }

        private Duration allowed() {
            if (!working) return WAITING;
            long bytes = connection.getBytesIn() - bytesBefore;
            return WORKING.plusSeconds(bytes / MIN_BYTES_PER_SECOND);
        }
    }

    HttpPatience(Clock clock) {
        this.clock = clock;
        this.rounds = new Rounds("http deadlines", this::sweep, clock);
    }

    void start() {
        rounds.start();
    }

    @Override
    public void onOpened(Connection connection) {
        watch(connection, false);
    }

    @Override
    public void onClosed(Connection connection) {
        guests.remove(connection.getEndPoint().getRemoteSocketAddress());
    }

    /// Called when a request's header has been read.
    @Override
    public Request customize(Request request, HttpFields.Mutable responseHeaders) {
        var connection = request.getConnectionMetaData().getConnection();
        watch(connection, true);
        Request.addCompletionListener(request, _ -> watch(connection, false));
        return request;
    }

    private void watch(Connection connection, boolean working) {
        var client = connection.getEndPoint().getRemoteSocketAddress();
        if (client == null) return;
        var guest = new Guest(connection, working, clock.nanos(), connection.getBytesIn());
        guests.put(client, guest);
        // It may have been closed just before.
        if (!connection.getEndPoint().isOpen()) guests.remove(client, guest);
    }

    private Duration sweep() {
        long now = clock.nanos();
        for (var guest : guests.values()) {
            if (guest.isLate(now)) guest.connection().getEndPoint().close();
        }
        return SWEEP;
    }

    @Override
    public void close() {
        rounds.close();
    }
}
