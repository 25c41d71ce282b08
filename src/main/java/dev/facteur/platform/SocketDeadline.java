package dev.facteur.platform;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/// Closes a socket when the time is over: a read's own limit does not see a server that sends a
/// byte now and then. Closing this in time leaves the socket open.
public final class SocketDeadline implements AutoCloseable {
    private final BlockingQueue<Boolean> done = new ArrayBlockingQueue<>(1);

    private SocketDeadline() {}

    /// Begins now.
    public static SocketDeadline on(Socket socket, Duration patience, Clock clock) {
        var deadline = new SocketDeadline();
        var end = clock.now().plus(patience);
        var _ = Threads.virtual("deadline", () -> deadline.watch(clock, socket, end));
        return deadline;
    }

    private void watch(Clock clock, Socket socket, Instant end) {
        try {
            if (clock.poll(done, end) == null) socket.close();
        } catch (IOException | InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        var _ = done.offer(true);
    }
}
