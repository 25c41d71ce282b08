package dev.facteur.testkit;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/// What may stand between a client and a mail server's port, on a port of its own: nothing, a
/// firewall, something that takes STARTTLS out, or a server that says no more from a certain
/// moment.
///
/// It sees what anybody on the way sees: lines, and after STARTTLS the records of TLS.
public final class Gate implements AutoCloseable {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final int APPLICATION_DATA = 23;

    private final ServerSocket door;
    private final List<Closeable> open = new ArrayList<>();
    private final int server;
    private final Silence silence;
    private final AtomicInteger records = new AtomicInteger();
    private final UnaryOperator<String> edit;

    /// From when on the server's answers do not come through any more.
    public sealed interface Silence {
        /// Never.
        record Never() implements Silence {}

        /// From the first byte.
        record FromTheStart() implements Silence {}

        /// From this command on, spoken in clear.
        record At(String verb) implements Silence {}

        /// From the client's first bytes of TLS on.
        record AtHandshake() implements Silence {}

        /// From the client's `number`-th encrypted record on. The end of the handshake is the first
        /// (of TLS 1.3), EHLO the second, the login the third.
        record AtRecord(int number) implements Silence {}
    }

    private Gate(ServerSocket door, int server, Silence silence, UnaryOperator<String> edit) {
        this.door = door;
        this.server = server;
        this.silence = silence;
        this.edit = edit;
    }

    /// Everything passes.
    public static Gate open(int server) {
        return silent(server, new Silence.Never());
    }

    /// Answers cease to pass.
    public static Gate silent(int server, Silence from) {
        return serving(server, from, line -> line);
    }

    /// As firewalls do that want to read along: the offer of STARTTLS is overwritten.
    public static Gate withoutStartTls(int server) {
        return serving(server, new Silence.Never(), line -> line.replace("STARTTLS", "XXXXXXXA"));
    }

    /// Connections are refused.
    public static Gate closed() {
        try {
            var door = new ServerSocket(0, 1, LOOPBACK);
            door.close();
            return new Gate(door, 0, new Silence.Never(), line -> line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What is sent there disappears: the queue of connections is full, and the kernel drops what
    /// comes on top.
    public static Gate dropping() {
        try {
            var door = new ServerSocket(0, 1, LOOPBACK);
            var gate = new Gate(door, 0, new Silence.Never(), line -> line);
            for (boolean full = false; !full; ) full = gate.isFullAfterOneMore();
            return gate;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isFullAfterOneMore() throws IOException {
        var socket = new Socket();
        open.add(socket);
        try {
            socket.connect(new InetSocketAddress(LOOPBACK, door.getLocalPort()), 300);
            return false;
        } catch (SocketTimeoutException full) {
            return true;
        }
    }

    private static Gate serving(int server, Silence silence, UnaryOperator<String> edit) {
        try {
            var gate = new Gate(new ServerSocket(0, 50, LOOPBACK), server, silence, edit);
            Thread.ofVirtual().start(gate::serve);
            return gate;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// How many encrypted records clients have sent.
    public int clientRecords() {
        return records.get();
    }

    public int port() {
        return door.getLocalPort();
    }

    private void serve() {
        while (!door.isClosed()) {
            try {
                var client = door.accept();
                var behind = new Socket(LOOPBACK, server);
                synchronized (this) {
                    open.add(client);
                    open.add(behind);
                }
                new Passage(client, behind).start();
            } catch (IOException closed) {
                return;
            }
        }
    }

    /// One connection. TLS begins with the byte 22, which begins no command.
    private final class Passage {
        private static final int HANDSHAKE = 22;

        private final Socket client;
        private final Socket behind;
        private volatile boolean silent = silence instanceof Silence.FromTheStart;
        private volatile boolean tls;

        Passage(Socket client, Socket behind) {
            this.client = client;
            this.behind = behind;
        }

        void start() {
            Thread.ofVirtual().start(() -> pass(client, behind, this::fromClient));
            Thread.ofVirtual().start(() -> pass(behind, client, this::fromServer));
        }

        private interface Step {
            boolean over(InputStream in, OutputStream out) throws IOException;
        }

        private void pass(Socket from, Socket to, Step step) {
            try {
                var in = from.getInputStream();
                var out = to.getOutputStream();
                while (step.over(in, out)) out.flush();
                to.shutdownOutput();
            } catch (IOException over) {
                // One of the two has hung up.
            }
        }

        private boolean fromClient(InputStream in, OutputStream out) throws IOException {
            int first = in.read();
            if (first < 0) return false;
            if (first == HANDSHAKE) tls = true;
            var bytes = tls ? record(first, in) : line(first, in);
            if (tls && first == APPLICATION_DATA) records.incrementAndGet();
            if (begins(bytes)) silent = true;
            out.write(bytes);
            return true;
        }

        private boolean begins(byte[] bytes) {
            return switch (silence) {
                case Silence.Never _, Silence.FromTheStart _ -> false;
                case Silence.At(var verb) -> !tls && text(bytes).startsWith(verb);
                case Silence.AtHandshake _ -> tls;
                case Silence.AtRecord(int number) -> tls && records.get() >= number;
            };
        }

        private boolean fromServer(InputStream in, OutputStream out) throws IOException {
            int first = in.read();
            if (first < 0) return false;
            var bytes = tls ? record(first, in) : line(first, in);
            if (silent) return true;
            out.write(tls ? bytes : edit.apply(text(bytes)).getBytes(StandardCharsets.ISO_8859_1));
            return true;
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static byte[] line(int first, InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int octet = first; octet >= 0; octet = in.read()) {
            line.write(octet);
            if (octet == '\n') break;
        }
        return line.toByteArray();
    }

    /// A record of TLS: type, version, two octets of length, and as much.
    private static byte[] record(int first, InputStream in) throws IOException {
        var head = in.readNBytes(4);
        var record = new ByteArrayOutputStream();
        record.write(first);
        record.write(head);
        if (head.length == 4) {
            record.write(in.readNBytes(((head[2] & 0xff) << 8) | (head[3] & 0xff)));
        }
        return record.toByteArray();
    }

    @Override
    public synchronized void close() throws IOException {
        door.close();
        for (var one : open) one.close();
    }
}
