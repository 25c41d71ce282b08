package dev.facteur.simulation;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.util.Set;
import java.util.function.LongSupplier;

/// One end of a [Line].
final class SimulatedSocket extends Socket {
    private final Line line;
    private final World world;
    private final Pipe in;
    private final Pipe out;
    private int timeoutMillis;
    private boolean closed;

    SimulatedSocket(Line line, World world, Pipe in, Pipe out) {
        this.line = line;
        this.world = world;
        this.in = in;
        this.out = out;
    }

    Line line() {
        return line;
    }

    @Override
    public Set<SocketOption<?>> supportedOptions() {
        return Set.of();
    }

    Pipe in() {
        return in;
    }

    Pipe out() {
        return out;
    }

    @Override
    public InputStream getInputStream() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                var one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                return receive(into, offset, length);
            }
        };
    }

    @Override
    public OutputStream getOutputStream() {
        return new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                write(new byte[] {(byte) octet}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                send(bytes, offset, length);
            }
        };
    }

    private int receive(byte[] into, int offset, int length) throws IOException {
        long limit = timeoutMillis == 0 ? Long.MAX_VALUE : timeoutMillis * 1_000_000L;
        long end = limit == Long.MAX_VALUE ? limit : world.nanos() + limit;
        while (true) {
            if (closed) throw new SocketException("Socket closed");
            if (in.arrived()) return in.take(into, offset, length);
            if (in.hasReset()) throw new SocketException("Connection reset");
            if (in.hasEnded()) return -1;
            if (world.nanos() >= end) throw new SocketTimeoutException("Read timed out");
            await(() -> Math.min(end, in.nextArrival()));
        }
    }

    private void await(LongSupplier end) throws SocketException {
        try {
            var _ =
                    world.await(
                            () -> closed || in.arrived() || in.hasReset() || in.hasEnded(), end);
        } catch (InterruptedException _) {
            // As the JDK does to a virtual thread's socket.
            Thread.currentThread().interrupt();
            close();
            throw new SocketException("Closed by interrupt");
        }
    }

    private void send(byte[] bytes, int offset, int length) throws IOException {
        if (closed) throw new SocketException("Socket closed");
        if (in.hasReset()) throw new SocketException("Broken pipe");
        line.write(out, bytes, offset, length);
    }

    @Override
    public void close() {
        if (closed) return;
        closed = true;
        out.end();
    }

    @Override
    public void shutdownOutput() {
        out.end();
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public void setSoTimeout(int millis) {
        timeoutMillis = millis;
    }

    @Override
    public void setTcpNoDelay(boolean on) {}

    @Override
    public InetAddress getInetAddress() {
        return InetAddress.getLoopbackAddress();
    }
}
