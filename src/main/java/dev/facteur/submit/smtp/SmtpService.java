package dev.facteur.submit.smtp;

import dev.facteur.account.Site;
import dev.facteur.platform.Clock;
import dev.facteur.platform.Listener;
import dev.facteur.platform.Threads;
import dev.facteur.platform.UnixListener;
import dev.facteur.platform.Wire;
import dev.facteur.platform.tls.ServerTls;
import dev.facteur.protocol.smtp.Replies;
import dev.facteur.protocol.smtp.Reply;
import dev.facteur.submit.Reception;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// All SMTP doors of the gateway: one virtual thread accepts at each address, one serves each
/// connection, one closes those that have run out of time.
///
/// [#close] lets nobody in any more, says goodbye to clients between two commands, and gives a
/// message that is being received time to end.
public final class SmtpService implements AutoCloseable {
    private static final LocalSite NO_SITE = LocalSite.named(Optional::empty);

    /// What servers of strangers bring belongs to no site.
    private static final LocalSite NOBODYS = _ -> new Site(0, "", false);

    private static final Duration SWEEP = Duration.ofSeconds(1);

    /// Ten seconds in all: what a message that is arriving gets to end.
    private static final int GOODBYES = 500;

    private static final Duration BETWEEN_GOODBYES = Duration.ofMillis(20);

    private final SmtpSettings settings;
    private final Reception reception;
    private final Access access;
    private final ServerTls tls;
    private final Clock clock;
    private final AuthThrottle throttle;
    private final Connections connections;
    private final List<Runnable> stops = new CopyOnWriteArrayList<>();
    private volatile boolean closing;
    private @Nullable Thread sweeper;

    public SmtpService(
            SmtpSettings settings, Reception reception, Access access, ServerTls tls, Clock clock) {
        this.settings = settings;
        this.reception = reception;
        this.access = access;
        this.tls = tls;
        this.clock = clock;
        this.throttle = new AuthThrottle(clock);
        this.connections = new Connections(settings);
    }

    /// Begins to serve a door that is bound; it is closed with the service.
    public void open(Listener door, Protection protection) {
        serve(door, protection, NO_SITE);
    }

    /// Begins to serve a door where servers of strangers hand mail over; it is closed with the
    /// service.
    public void openToAll(Listener door) {
        serve(door, Protection.OPEN, NOBODYS);
    }

    /// Begins to serve a local door at a loopback port; it is closed with the service.
    public void openLocal(Listener door, LocalSite site) {
        serve(door, Protection.LOCAL, site);
    }

    /// Begins to serve a local door at a Unix socket; it is closed with the service.
    public void openLocal(UnixListener door, LocalSite site) {
        stops.add(door::close);
        startSweeping();
        door.serve("smtp local", channel -> serve(new Wire.Unix(channel), Protection.LOCAL, site));
    }

    private void serve(Listener door, Protection protection, LocalSite site) {
        stops.add(door::stop);
        startSweeping();
        door.serve("smtp", socket -> serve(new Wire.Tcp(socket), protection, site));
    }

    private void serve(Wire wire, Protection protection, LocalSite site) throws IOException {
        var connection = Connection.over(wire, clock, settings.idle());
        var refusal = connections.enter(connection, protection);
        if (refusal.isPresent()) {
            turnAway(connection, refusal.get(), protection);
            return;
        }
        try {
            new Session(this, connection, protection, site).run();
        } finally {
            connections.leave(connection);
        }
    }

    /// A client that expects TLS could not read the words.
    private static void turnAway(Connection connection, Reply refusal, Protection protection)
            throws IOException {
        if (protection != Protection.IMPLICIT_TLS) connection.reply(refusal);
        connection.end();
    }

    private synchronized void startSweeping() {
        if (sweeper == null) sweeper = Threads.virtual("smtp deadlines", this::sweep);
    }

    void loggedIn(Connection connection) {
        connections.loggedIn(connection);
    }

    /// How many clients are connected.
    public int connections() {
        return connections.count();
    }

    @Override
    public void close() {
        closing = true;
        stops.forEach(Runnable::run);
        try {
            sayGoodbye();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            connections.all().forEach(Connection::close);
            stopSweeping();
        }
    }

    /// Says it again and again: a session may have been working when it was said first.
    private void sayGoodbye() throws InterruptedException {
        for (int round = 0; round < GOODBYES; round++) {
            for (var connection : connections.all()) connection.sayGoodbye(Replies.SHUTTING_DOWN);
            if (connections.awaitNone(clock, BETWEEN_GOODBYES)) return;
        }
    }

    private synchronized void stopSweeping() {
        if (sweeper != null) sweeper.interrupt();
    }

    private void sweep() {
        try {
            while (true) {
                clock.sleepUntil(clock.now().plus(SWEEP));
                for (var connection : connections.all()) connection.closeIfLate(clock.nanos());
            }
        } catch (InterruptedException _) {
            // The service is closing.
        }
    }

    boolean closing() {
        return closing;
    }

    SmtpSettings settings() {
        return settings;
    }

    Reception reception() {
        return reception;
    }

    Access access() {
        return access;
    }

    ServerTls tls() {
        return tls;
    }

    Clock clock() {
        return clock;
    }

    AuthThrottle throttle() {
        return throttle;
    }
}
