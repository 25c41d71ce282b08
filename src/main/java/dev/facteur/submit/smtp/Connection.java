package dev.facteur.submit.smtp;

import dev.facteur.platform.Clock;
import dev.facteur.platform.Wire;
import dev.facteur.platform.tls.ServerTls;
import dev.facteur.protocol.smtp.CommandParser;
import dev.facteur.protocol.smtp.Reply;
import dev.facteur.protocol.smtp.ReplyWriter;
import dev.facteur.protocol.smtp.SmtpInput;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.time.Duration;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/// The bytes of one session and its time limits. One thread, the session's own, talks;
/// [#sayGoodbye] and [#closeIfLate] come from others.
///
/// Two limits work together: the socket's own time-out for a client that says nothing, which can
/// still be answered, and a deadline for one that says a byte a second or does not read our
/// replies, which ends in a closed connection.
final class Connection implements AutoCloseable {
    private static final Duration HANDSHAKE = Duration.ofSeconds(30);

    /// So that the socket's time-out, which is polite, comes before the deadline.
    private static final Duration MARGIN = Duration.ofSeconds(10);

    private final Wire wire;
    private final Clock clock;
    private final Duration idle;
    private SmtpInput input;
    private ReplyWriter output;
    private @Nullable SSLSocket encrypted;
    private @Nullable SSLSession tls;
    private volatile long deadlineNanos;
    private boolean forCommand;
    private boolean waiting;
    private boolean saidGoodbye;

    private Connection(Wire wire, Clock clock, Duration idle) throws IOException {
        this.wire = wire;
        this.clock = clock;
        this.idle = idle;
        this.input = new SmtpInput(new FlushingInput(wire.in()));
        this.output = new ReplyWriter(wire.out());
        this.deadlineNanos = clock.nanos() + idle.plus(MARGIN).toNanos();
    }

    static Connection over(Wire wire, Clock clock, Duration idle) throws IOException {
        wire.readTimeout(idle);
        return new Connection(wire, clock, idle);
    }

    @Nullable InetAddress client() {
        return wire.client();
    }

    /// The TLS session, null before TLS.
    @Nullable SSLSession tls() {
        return tls;
    }

    /// Reads message content from here.
    SmtpInput input() {
        return input;
    }

    /// Queues a reply; it leaves before we next wait for the client.
    void reply(Reply reply) throws IOException {
        output.write(reply);
    }

    void flush() throws IOException {
        output.flush();
    }

    /// The client's next line; null when it has hung up.
    @Nullable String readLine() throws IOException {
        allow(idle);
        forCommand = true;
        try {
            return input.readUtf8Line(CommandParser.MAX_LINE);
        } finally {
            forCommand = false;
        }
    }

    /// Sets the time by which the next step must be done.
    void allow(Duration duration) {
        allowSince(clock.nanos(), duration);
    }

    /// As [#allow], counted from an earlier reading of the clock.
    void allowSince(long nanos, Duration duration) {
        deadlineNanos = nanos + duration.plus(MARGIN).toNanos();
    }

    long nanos() {
        return clock.nanos();
    }

    /// Shakes hands. What was buffered before is dropped with the old input; the caller has made
    /// sure that there was nothing.
    void startTls(ServerTls context) throws IOException {
        if (!(wire instanceof Wire.Tcp(var plain))) {
            throw new IllegalStateException("TLS is spoken over TCP only");
        }
        output.flush();
        allow(HANDSHAKE);
        var socket = context.over(plain);
        socket.startHandshake();
        encrypted = socket;
        tls = socket.getSession();
        input = new SmtpInput(new FlushingInput(socket.getInputStream()));
        output = new ReplyWriter(socket.getOutputStream());
    }

    /// The session's own way to end: what is still to be said is said, and TLS is closed as RFC
    /// 8446 §6.1 asks.
    void end() {
        try {
            output.flush();
            // Not close(): that reads until the client closes too, which it need not do.
            if (encrypted != null) encrypted.shutdownOutput();
        } catch (IOException _) {
            // The client is gone already.
        } finally {
            close();
        }
    }

    /// Tells a client that is between two commands that we are closing; does nothing to one whose
    /// command or message is being worked on. Called from another thread.
    synchronized void sayGoodbye(Reply reply) {
        if (!waiting) return;
        saidGoodbye = true;
        try {
            output.write(reply);
            output.flush();
            wire.close();
        } catch (IOException _) {
            // The client is gone already, which is what we wanted.
        }
    }

    /// Called from another thread.
    void closeIfLate(long nowNanos) {
        if (nowNanos - deadlineNanos > 0) close();
    }

    @Override
    public void close() {
        try {
            wire.close();
        } catch (IOException _) {
            // Nothing can be done, and nothing depends on it.
        }
    }

    /// Sends the replies just before there is nothing left to read, and marks the time in which
    /// another thread may say goodbye.
    private final class FlushingInput extends InputStream {
        private final InputStream in;

        FlushingInput(InputStream in) {
            this.in = in;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            flush();
            setWaiting(forCommand);
            try {
                return in.read(bytes, offset, length);
            } finally {
                setWaiting(false);
            }
        }

        @Override
        public int read() {
            throw new UnsupportedOperationException("the framer reads in bulk");
        }
    }

    private synchronized void setWaiting(boolean now) throws EOFException {
        if (saidGoodbye) throw new EOFException("we have said goodbye");
        waiting = now;
    }
}
