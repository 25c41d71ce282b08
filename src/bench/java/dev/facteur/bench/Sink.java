package dev.facteur.bench;

import dev.facteur.platform.Clock;
import dev.facteur.platform.Listener;
import dev.facteur.platform.tls.ServerTls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A provider that takes every mail, counts it and forgets it. The mails are numbered: the
/// recipient's local part is the number.
final class Sink implements AutoCloseable {
    private final Listener door;
    private final Demands demands;
    private final Clock clock;
    private final AtomicInteger putOff = new AtomicInteger();
    private volatile @Nullable Tally tally;

    /// What clients have to do, and to wait for.
    ///
    /// @param tls STARTTLS, without which nothing else is possible; null: clear text
    /// @param login by AUTH PLAIN; null: nobody has to
    /// @param answerDelay between the end of a mail and the answer to it
    /// @param http whether mail comes by calls of an HTTP API, in clear and whoever calls
    record Demands(
            @Nullable ServerTls tls, @Nullable Login login, Duration answerDelay, boolean http) {}

    private Sink(Listener door, Demands demands, Clock clock) {
        this.door = door;
        this.demands = demands;
        this.clock = clock;
    }

    /// Listens on a free port of loopback.
    static Sink start(Demands demands, Clock clock) throws IOException {
        var loopback = InetAddress.getLoopbackAddress();
        var sink = new Sink(Listener.open(new InetSocketAddress(loopback, 0)), demands, clock);
        sink.door.serve("sink", sink::serve);
        return sink;
    }

    private void serve(Socket client) throws IOException {
        if (demands.http) new ApiSink(this, client).run();
        else new SinkSession(this, client).run();
    }

    int port() {
        return door.port();
    }

    /// Mails are counted here from now on.
    void countIn(Tally next) {
        tally = next;
    }

    Demands demands() {
        return demands;
    }

    /// A recipient was told to come back later.
    void putOff() {
        putOff.incrementAndGet();
    }

    /// How many were.
    int recipientsPutOff() {
        return putOff.get();
    }

    /// Waits as demanded, and counts a mail.
    void take(int number, boolean signed) throws InterruptedException {
        if (demands.answerDelay.isPositive()) {
            clock.sleepUntil(clock.now().plus(demands.answerDelay));
        }
        var counting = tally;
        if (counting != null) counting.arrived(number, signed, clock.nanos());
    }

    @Override
    public void close() {
        door.close();
    }
}
