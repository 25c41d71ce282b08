package dev.facteur.platform;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/// Asks a time server once, as SNTP does (RFC 5905 §14). Nothing is set by it.
public final class NetworkTime {
    public static final int PORT = 123;

    private static final int BYTES = 48;

    /// Version 4, mode 3: a client (RFC 5905 §7.3).
    private static final byte CLIENT = 4 << 3 | 3;

    private static final int SERVER = 4;
    private static final int UNSYNCHRONISED = 3;
    private static final int MOST_STRATUM = 15;

    private static final int RECEIVED_AT = 32;
    private static final int SENT_AT = 40;
    private static final int ORIGIN_AT = 24;

    /// 1900-01-01 and, from 2036-02-07 on, the next era (RFC 5905 §6), in seconds of 1970.
    private static final long FIRST_ERA = -2_208_988_800L;

    private static final long SECOND_ERA = FIRST_ERA + (1L << 32);

    private final Clock clock;
    private final RandomGenerator random;

    public NetworkTime(Clock clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    /// How far that server's clock is before ours; negative when it is behind. Blocks.
    ///
    /// @throws IOException when it does not answer in time, or not as a server that knows the time
    public Duration ahead(InetSocketAddress server, Duration patience) throws IOException {
        try (var socket = new DatagramSocket()) {
            socket.setSoTimeout(Math.toIntExact(patience.toMillis()));
            // Takes answers from there only, and hears that nobody listens.
            socket.connect(server);
            // Not the time: it would tell a stranger how wrong our clock is. It comes back as the
            // origin, and nobody who does not see the question can know it.
            long cookie = random.nextLong();
            var question = ByteBuffer.allocate(BYTES).put(0, CLIENT).putLong(SENT_AT, cookie);
            var begun = clock.now();
            long beganNanos = clock.nanos();
            socket.send(new DatagramPacket(question.array(), BYTES));
            var packet = new DatagramPacket(new byte[BYTES], BYTES);
            socket.receive(packet);
            var took = Duration.ofNanos(clock.nanos() - beganNanos);
            var answer = ByteBuffer.wrap(packet.getData());
            check(answer, packet.getLength(), cookie);
            return ahead(answer, begun, begun.plus(took));
        }
    }

    private static void check(ByteBuffer answer, int length, long cookie) throws ProtocolException {
        int first = answer.get(0) & 0xff;
        int stratum = answer.get(1) & 0xff;
        boolean ours = length >= BYTES && answer.getLong(ORIGIN_AT) == cookie;
        if (!ours || (first & 7) != SERVER)
            throw new ProtocolException("no answer to the question");
        // Stratum 0 is a refusal, the "kiss of death" (RFC 5905 §7.4).
        if (stratum == 0) throw new ProtocolException("it refuses to answer");
        if (stratum > MOST_STRATUM || first >> 6 == UNSYNCHRONISED) {
            throw new ProtocolException("it does not know the time itself");
        }
    }

    /// RFC 5905 §8: the mean of both directions.
    private static Duration ahead(ByteBuffer answer, Instant sent, Instant received) {
        var there = Duration.between(sent, instant(answer.getLong(RECEIVED_AT)));
        var back = Duration.between(received, instant(answer.getLong(SENT_AT)));
        return there.plus(back).dividedBy(2);
    }

    /// The first bit tells the era, until 2104.
    private static Instant instant(long timestamp) {
        long seconds = timestamp >>> 32;
        long fraction = timestamp & 0xffff_ffffL;
        long era = seconds >>> 31 == 1 ? FIRST_ERA : SECOND_ERA;
        return Instant.ofEpochSecond(era + seconds, (fraction * 1_000_000_000L) >>> 32);
    }
}
