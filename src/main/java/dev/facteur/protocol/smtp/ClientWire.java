package dev.facteur.protocol.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSocket;

/// The client's end of the connection: commands go out in groups, replies come in one by one.
///
/// Used by one thread, except for what [SmtpClient] offers to the watcher.
final class ClientWire {
    /// One TLS record; a mail of this size leaves in one write.
    private static final int OUTPUT_BYTES = 16_384;

    private static final byte[] CRLF = {'\r', '\n'};

    private final Socket plain;
    private final AtomicLong operations = new AtomicLong();
    private Socket socket;
    private OutputStream out;
    private ReplyReader replies;
    private int timeoutMillis = -1;
    private volatile Step step = Step.GREETING;

    /// At first for whoever prepares the conversation before anything is asked.
    private volatile Duration limit = Duration.ofMinutes(1);

    private ClientWire(Socket plain, OutputStream out, ReplyReader replies) {
        this.plain = plain;
        this.socket = plain;
        this.out = out;
        this.replies = replies;
    }

    static ClientWire over(Socket socket) throws IOException {
        return new ClientWire(
                socket,
                new BufferedOutputStream(socket.getOutputStream(), OUTPUT_BYTES),
                new ReplyReader(new SmtpInput(socket.getInputStream())));
    }

    /// Goes over to TLS. The old buffers are left behind with whatever they hold (RFC 3207 §4.2).
    void secure(SSLSocket tls, Duration timeout) throws IOException {
        begin(Step.TLS, timeout);
        tls.setSoTimeout(timeoutMillis);
        tls.startHandshake();
        operations.incrementAndGet();
        socket = tls;
        out = new BufferedOutputStream(tls.getOutputStream(), OUTPUT_BYTES);
        replies = new ReplyReader(new SmtpInput(tls.getInputStream()));
        timeoutMillis = -1;
    }

    /// Names what comes next, and how long one wait of it may take.
    void begin(Step next, Duration timeout) throws IOException {
        step = next;
        limit = timeout;
        // Zero would mean for ever.
        int millis = Math.clamp(timeout.toMillis(), 1, Integer.MAX_VALUE);
        if (millis != timeoutMillis) {
            socket.setSoTimeout(millis);
            timeoutMillis = millis;
        }
    }

    /// Nothing is awaited any more.
    void rest() {
        step = Step.IDLE;
    }

    /// One command and its answer.
    Reply ask(Step next, String command, Duration timeout) throws IOException {
        begin(next, timeout);
        refuseUnasked();
        put(command);
        flush();
        return reply();
    }

    /// Puts a command into the group that the next [#flush] sends.
    void put(String command) throws IOException {
        for (int i = 0; i < command.length(); i++) {
            char c = command.charAt(i);
            // Our callers check what they build commands from; this is the last gate to the wire.
            if (c < ' ' || c == 0x7f) {
                throw new IllegalArgumentException("control character in an SMTP command");
            }
        }
        out.write(command.getBytes(UTF_8));
        out.write(CRLF);
    }

    void flush() throws IOException {
        out.flush();
        operations.incrementAndGet();
    }

    Reply reply() throws IOException {
        Reply reply = replies.read();
        operations.incrementAndGet();
        return reply;
    }

    /// A reply that nobody asked for would be taken for the answer to the next command, so before
    /// each group there must be none.
    ///
    /// @throws MalformedReply when the server has sent more than was asked for
    void refuseUnasked() throws MalformedReply {
        if (replies.hasBuffered()) {
            throw new MalformedReply("the server sent more replies than it got commands");
        }
    }

    boolean hasBuffered() {
        return replies.hasBuffered();
    }

    OutputStream out() {
        return out;
    }

    /// Notes that a block of content went out.
    void progress() {
        operations.incrementAndGet();
    }

    Socket socket() {
        return socket;
    }

    Step step() {
        return step;
    }

    long operations() {
        return operations.get();
    }

    Duration limit() {
        return limit;
    }

    /// From any thread. The plain socket is closed, not the TLS one, whose farewell would wait for
    /// a write that hangs.
    void abort() {
        try {
            plain.close();
        } catch (IOException _) {
            // It is given up either way.
        }
    }

    /// Says goodbye in TLS without waiting for the peer's: the JDK's `SSLSocket.close` reads until
    /// it comes.
    void close() {
        try {
            if (socket instanceof SSLSocket) socket.shutdownOutput();
        } catch (IOException _) {
            // It is given up either way.
        }
        abort();
    }
}
