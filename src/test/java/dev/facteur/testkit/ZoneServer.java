package dev.facteur.testkit;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Section;

/// A name server on a loopback port that tells what stands in a [Zone], over UDP and TCP.
public final class ZoneServer implements AutoCloseable {
    private static final int MOST_OVER_UDP = 1232;
    private static final int TRIES = 50;
    private static final int DNS = 53;

    private final Zone zone;
    private final DatagramSocket datagrams;
    private final ServerSocket streams;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean silent;
    private volatile Duration delay = Duration.ZERO;

    public ZoneServer(Zone zone) throws IOException {
        this(zone, doors());
    }

    private ZoneServer(Zone zone, Doors doors) {
        this.zone = zone;
        this.datagrams = doors.datagrams;
        this.streams = doors.streams;
        Thread.ofVirtual().start(this::serveDatagrams);
        Thread.ofVirtual().start(this::serveStreams);
    }

    /// On the port that programs ask who can be told no other, of a loopback address of its own.
    /// Needs root, and Linux, where all of 127.0.0.0/8 is this machine.
    public static ZoneServer onItsUsualPort(Zone zone) throws IOException {
        var random = new SecureRandom();
        for (int i = 0; i < TRIES; i++) {
            var address = "127.53." + random.nextInt(256) + "." + random.nextInt(1, 255);
            try {
                return new ZoneServer(zone, doors(InetAddress.ofLiteral(address), DNS));
            } catch (BindException taken) {
                // Another test has it.
            }
        }
        throw new BindException("no address is free");
    }

    private record Doors(DatagramSocket datagrams, ServerSocket streams) {}

    private static Doors doors(InetAddress address, int port) throws IOException {
        var datagrams = new DatagramSocket(port, address);
        try {
            return new Doors(datagrams, new ServerSocket(datagrams.getLocalPort(), 10, address));
        } catch (BindException taken) {
            datagrams.close();
            throw taken;
        }
    }

    /// One port for both. What is free for one protocol may be taken for the other.
    private static Doors doors() throws IOException {
        for (int i = 0; i < TRIES; i++) {
            try {
                return doors(InetAddress.getLoopbackAddress(), 0);
            } catch (BindException taken) {
                // By somebody who speaks the other protocol.
            }
        }
        throw new BindException("no port is free for both UDP and TCP");
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) streams.getLocalSocketAddress();
    }

    /// Hears and says nothing from now on.
    public ZoneServer silent() {
        silent = true;
        return this;
    }

    /// Answers each datagram so much later.
    public ZoneServer slow(Duration time) {
        delay = time;
        return this;
    }

    private void serveDatagrams() {
        var buffer = new byte[65535];
        while (!datagrams.isClosed()) {
            var packet = new DatagramPacket(buffer, buffer.length);
            try {
                datagrams.receive(packet);
                if (silent || closed.await(delay.toMillis(), TimeUnit.MILLISECONDS)) continue;
                var query = new Message(Arrays.copyOf(buffer, packet.getLength()));
                var wire = zone.answer(query).toWire();
                if (wire.length > MOST_OVER_UDP) wire = truncated(query);
                datagrams.send(new DatagramPacket(wire, wire.length, packet.getSocketAddress()));
            } catch (IOException _) {
                // Closed, or somebody else's nonsense.
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    private static byte[] truncated(Message query) {
        var response = new Message(query.getHeader().getID());
        response.getHeader().setFlag(Flags.QR);
        response.getHeader().setFlag(Flags.TC);
        response.addRecord(query.getQuestion(), Section.QUESTION);
        return response.toWire();
    }

    private void serveStreams() {
        while (!streams.isClosed()) {
            try (var socket = streams.accept()) {
                var in = new DataInputStream(socket.getInputStream());
                var out = new DataOutputStream(socket.getOutputStream());
                var wire = zone.answer(new Message(in.readNBytes(in.readUnsignedShort()))).toWire();
                out.writeShort(wire.length);
                out.write(wire);
                out.flush();
            } catch (IOException _) {
                // Closed, or somebody else's nonsense.
            }
        }
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        datagrams.close();
        streams.close();
    }
}
