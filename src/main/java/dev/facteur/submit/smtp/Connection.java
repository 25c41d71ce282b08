package dev.facteur.submit.smtp;

import dev.facteur.platform.Clock;
import dev.facteur.platform.LocalUser;
import dev.facteur.platform.Threads;
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

/// The bytes of one session and its limits. One thread, the session's own, talks; [#sayGoodbye] and
/// [#closeIfLate] come from others.
///
/// Two limits in time work together: the socket's own time-out for a client that says nothing,
/// which can still be answered, and a deadline for one that says a byte a second or does not read
/// our replies, which ends in a closed connection. One in bytes ends content that would not.
final class Connection implements AutoCloseable {
    private static final Duration HANDSHAKE = Duration.ofSeconds(30);

    /// So that the socket's time-out, which is polite, comes before the deadline.
    private static final Duration MARGIN = Duration.ofSeconds(10);

    /// Content slower than this on the average, beyond the idle time, is an attack and no slow
    /// network.
    private static final int MIN_BYTES_PER_SECOND = 1_000;

    private final Wire wire;
    private final @Nullable LocalUser user;
    private final Clock clock;
    private final Duration idle;
    private SmtpInput input;
    private ReplyWriter output;
    private @Nullable SSLSocket encrypted;
    private @Nullable SSLSession tls;
    private volatile long deadlineNanos;
    private boolean forCommand;
    private long contentSince;
    private long contentBytes;
    private long mostContentBytes;
    private boolean waiting;
    private boolean saidGoodbye;

    /// Held by whoever says the last words.
    private final Object lastWords = new Object();

    /// Content that went on and on; nobody listens to the rest of it.
    static final class EndlessContent extends IOException {
        private EndlessContent() {
            super("the client sends far more than is allowed");
        }
    }

    private Connection(Wire wire, Clock clock, Duration idle) throws IOException {
        this.wire = wire;
        this.user = wire.user();
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

    /// Who connected over a Unix socket.
    @Nullable LocalUser user() {
        return user;
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

    /// What is read from now on is content, until the next line is asked for. It has the idle time,
    /// and more as it grows, whether anybody wants it or not.
    ///
    /// @param most bytes; with more, reading fails with [EndlessContent]
    void allowContent(long most) {
        contentSince = clock.nanos();
        contentBytes = 0;
        mostContentBytes = most;
        allow(idle);
    }

    private void count(int bytes) throws EndlessContent {
        contentBytes += bytes;
        allowSince(contentSince, idle.plusSeconds(contentBytes / MIN_BYTES_PER_SECOND));
        if (contentBytes > mostContentBytes) throw new EndlessContent();
    }

    private void allowSince(long nanos, Duration duration) {
        deadlineNanos = nanos + duration.plus(MARGIN).toNanos();
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
        end(null);
    }

    /// Tells a client that is between two commands that we are closing; does nothing to one whose
    /// command or message is being worked on. Called from another thread, which does not wait: a
    /// client that reads nothing would keep it.
    synchronized void sayGoodbye(Reply reply) {
        if (!waiting || saidGoodbye) return;
        saidGoodbye = true;
        Threads.virtual("smtp goodbye", () -> end(reply));
    }

    private void end(@Nullable Reply last) {
        synchronized (lastWords) {
            try {
                if (last != null) output.write(last);
                output.flush();
                // Not close(): that reads until the client closes too, which it need not do.
                if (encrypted != null) encrypted.shutdownOutput();
            } catch (IOException _) {
                // The client is gone already.
            }
        }
        close();
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
            // More content is to come: the client may hold it back until it hears of what came.
            if (!forCommand && contentBytes > 0) wire.acknowledge();
            setWaiting(forCommand);
            int count;
            try {
                count = in.read(bytes, offset, length);
            } finally {
                setWaiting(false);
            }
            if (!forCommand && count > 0) count(count);
            return count;
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
