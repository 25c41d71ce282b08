package dev.facteur.bench;

import dev.facteur.platform.Clock;
import dev.facteur.platform.Threads;
import java.io.IOException;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/// One direction of a [Link]: bytes read now are written when their time has come.
final class DelayedStream implements Runnable {
    private static final int PIECE_BYTES = 65_536;

    /// What may be on its way at once; a sender that is faster than this waits, as on a full pipe.
    private static final int PIECES = 256;

    private final Socket from;
    private final Socket to;
    private final long delayNanos;
    private final long firstNanos;
    private final Clock clock;
    private final BlockingQueue<Piece> way = new ArrayBlockingQueue<>(PIECES);

    /// @param firstNanos nothing comes out before
    DelayedStream(Socket from, Socket to, long delayNanos, long firstNanos, Clock clock) {
        this.from = from;
        this.to = to;
        this.delayNanos = delayNanos;
        this.firstNanos = firstNanos;
        this.clock = clock;
    }

    /// Returns when everything has come out, or the connection is broken.
    @Override
    public void run() {
        var reading = Threads.virtual("link-in", this::read);
        try {
            write();
        } catch (IOException _) {
            // One end is gone: so is the other, as the peers of a real link would learn too.
            cut();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            cut();
        } finally {
            reading.interrupt();
        }
    }

    private void read() {
        try {
            var buffer = new byte[PIECE_BYTES];
            for (int count = read(buffer); count > 0; count = read(buffer)) {
                way.put(new Piece(due(), Arrays.copyOf(buffer, count)));
            }
            way.put(new Piece(due(), new byte[0]));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// A broken connection is passed on as an ended one.
    private int read(byte[] buffer) {
        try {
            return from.getInputStream().read(buffer);
        } catch (IOException _) {
            return -1;
        }
    }

    private long due() {
        long due = clock.nanos() + delayNanos;
        return due - firstNanos < 0 ? firstNanos : due;
    }

    private void write() throws IOException, InterruptedException {
        var out = to.getOutputStream();
        while (true) {
            var piece = way.take();
            awaitTime(piece.dueNanos);
            if (piece.bytes.length == 0) {
                to.shutdownOutput();
                return;
            }
            out.write(piece.bytes);
        }
    }

    private void awaitTime(long dueNanos) throws InterruptedException {
        for (long wait = dueNanos - clock.nanos(); wait > 0; wait = dueNanos - clock.nanos()) {
            clock.sleepUntil(clock.now().plusNanos(wait));
        }
    }

    private void cut() {
        closeQuietly(from);
        closeQuietly(to);
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // It is given up either way.
        }
    }

    /// What was read at once. No bytes mark the end of the stream.
    private static final class Piece {
        private final long dueNanos;
        private final byte[] bytes;

        Piece(long dueNanos, byte[] bytes) {
            this.dueNanos = dueNanos;
            this.bytes = bytes;
        }
    }
}
