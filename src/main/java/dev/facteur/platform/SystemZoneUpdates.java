package dev.facteur.platform;

import dev.facteur.protocol.dns.SignedUpdate;
import dev.facteur.protocol.dns.TsigKey;
import dev.facteur.protocol.dns.UpdateTrouble;
import dev.facteur.protocol.dns.UpdateTrouble.Kind;
import dev.facteur.protocol.dns.ZoneUpdate;
import dev.facteur.protocol.dns.ZoneUpdates;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;

/// Sends updates to one server, each over a connection of its own: TCP, since a key may not fit
/// into a datagram, and since nobody should be able to answer who does not see the question.
public final class SystemZoneUpdates implements ZoneUpdates {
    private static final Duration CONNECTING = Duration.ofSeconds(5);

    /// For the whole answer, so that a server that says a byte a second holds nobody up.
    private static final Duration ANSWERING = Duration.ofSeconds(15);

    private final InetSocketAddress server;
    private final TsigKey key;
    private final Surroundings world;

    public SystemZoneUpdates(InetSocketAddress server, TsigKey key, Surroundings world) {
        this.server = server;
        this.key = key;
        this.world = world;
    }

    @Override
    public void send(ZoneUpdate update) throws UpdateTrouble {
        int id = world.random().nextInt(1 << 16);
        var signed = SignedUpdate.of(update, key, id, world.clock()::now);
        signed.verify(exchange(signed.bytes()));
    }

    private byte[] exchange(byte[] question) throws UpdateTrouble {
        try (var socket = world.connector().connect(server, CONNECTING)) {
            // RFC 1035 §4.2.2: the length goes before, in two bytes.
            var framed = ByteBuffer.allocate(2 + question.length);
            framed.putShort((short) question.length).put(question);
            socket.getOutputStream().write(framed.array());
            long end = world.clock().nanos() + ANSWERING.toNanos();
            int length = ByteBuffer.wrap(read(socket, 2, end)).getShort() & 0xFFFF;
            return read(socket, length, end);
        } catch (SocketTimeoutException e) {
            throw new UpdateTrouble(Kind.SILENT, "it does not answer");
        } catch (IOException e) {
            throw new UpdateTrouble(Kind.SILENT, "it cannot be reached: " + e.getMessage());
        }
    }

    private byte[] read(Socket socket, int length, long end) throws IOException {
        var bytes = new byte[length];
        int have = 0;
        while (have < length) {
            long left = (end - world.clock().nanos()) / 1_000_000;
            if (left <= 0) throw new SocketTimeoutException();
            socket.setSoTimeout(Math.toIntExact(left));
            int count = socket.getInputStream().read(bytes, have, length - have);
            if (count < 0) throw new EOFException("it hung up before it had answered");
            have += count;
        }
        return bytes;
    }
}
