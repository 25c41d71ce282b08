package dev.facteur.testkit;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Arrays;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Section;

/// A name server that has each question asked again over TCP, and pours nonsense out there.
public final class StreamingNames implements AutoCloseable {
    private final int bytes;
    private final ServerSocket streams;
    private final DatagramSocket datagrams;

    /// @param bytes poured out at each question, in messages of the greatest length there is
    public StreamingNames(int bytes) throws IOException {
        this.bytes = bytes;
        int port = FreePorts.one();
        var loopback = InetAddress.getLoopbackAddress();
        this.streams = new ServerSocket(port, 10, loopback);
        this.datagrams = new DatagramSocket(port, loopback);
        Thread.ofVirtual().start(this::truncate);
        Thread.ofVirtual().start(this::pour);
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) streams.getLocalSocketAddress();
    }

    private void truncate() {
        var buffer = new byte[65535];
        while (!datagrams.isClosed()) {
            var packet = new DatagramPacket(buffer, buffer.length);
            try {
                datagrams.receive(packet);
                var query = new Message(Arrays.copyOf(buffer, packet.getLength()));
                var answer = new Message(query.getHeader().getID());
                answer.getHeader().setFlag(Flags.QR);
                answer.getHeader().setFlag(Flags.TC);
                answer.addRecord(query.getQuestion(), Section.QUESTION);
                var wire = answer.toWire();
                datagrams.send(new DatagramPacket(wire, wire.length, packet.getSocketAddress()));
            } catch (IOException _) {
                // Closed.
            }
        }
    }

    private void pour() {
        var nonsense = new byte[1 << 16];
        Arrays.fill(nonsense, (byte) 0xFF);
        while (!streams.isClosed()) {
            try (var socket = streams.accept()) {
                var out = socket.getOutputStream();
                for (int sent = 0; sent < bytes; sent += nonsense.length) out.write(nonsense);
            } catch (IOException _) {
                // Closed, or the other side has had enough.
            }
        }
    }

    @Override
    public void close() throws IOException {
        datagrams.close();
        streams.close();
    }
}
