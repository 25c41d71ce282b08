package dev.facteur.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;

/// A time server on loopback whose clock is as wrong as the test wants it, and that may answer in
/// other ways than it should.
public final class TimeServer implements AutoCloseable {
    /// Seconds from 1900 to 1970.
    private static final long ERA = 2_208_988_800L;

    private final DatagramSocket socket;
    private final Duration ahead;
    private final Manner manner;

    /// How it answers.
    public enum Manner {
        WELL,
        /// As somebody who has not seen the question.
        FORGING,
        /// "Kiss of death".
        REFUSING,
        /// It has lost its own source.
        UNSYNCHRONISED
    }

    private TimeServer(Duration ahead, Manner manner) {
        try {
            this.socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.ahead = ahead;
        this.manner = manner;
        Thread.ofVirtual().start(this::serve);
    }

    /// @param ahead of this machine's clock; negative is behind
    public static TimeServer ahead(Duration ahead) {
        return new TimeServer(ahead, Manner.WELL);
    }

    public static TimeServer answering(Manner manner) {
        return new TimeServer(Duration.ZERO, manner);
    }

    /// As the configuration names it.
    public String name() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    private void serve() {
        while (!socket.isClosed()) {
            try {
                var question = new DatagramPacket(new byte[48], 48);
                socket.receive(question);
                var answer = answer(ByteBuffer.wrap(question.getData())).array();
                socket.send(new DatagramPacket(answer, 48, question.getSocketAddress()));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private ByteBuffer answer(ByteBuffer question) {
        int leap = manner == Manner.UNSYNCHRONISED ? 3 : 0;
        int stratum = manner == Manner.REFUSING ? 0 : 2;
        long origin = question.getLong(40) + (manner == Manner.FORGING ? 1 : 0);
        long now = timestamp(Instant.now().plus(ahead));
        return ByteBuffer.allocate(48)
                .put(0, (byte) (leap << 6 | 4 << 3 | 4))
                .put(1, (byte) stratum)
                .putLong(24, origin)
                .putLong(32, now)
                .putLong(40, now);
    }

    private static long timestamp(Instant time) {
        return (time.getEpochSecond() + ERA) << 32 | ((long) time.getNano() << 32) / 1_000_000_000L;
    }

    @Override
    public void close() {
        socket.close();
    }
}
