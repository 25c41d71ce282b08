package dev.facteur.sandbox;

import dev.facteur.platform.tls.ServerTls;
import dev.facteur.protocol.sasl.ChannelBinding;
import dev.facteur.protocol.smtp.Reply;
import dev.facteur.protocol.smtp.SmtpInput;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/// One connection of the practice server: bytes in, replies out, TLS in between when asked for.
final class PracticeWire {
    private static final int IDLE_MILLIS = 300_000;

    private final Socket plain;
    private SmtpInput input;
    private OutputStream output;
    private @Nullable SSLSession session;

    PracticeWire(Socket plain) throws IOException {
        this.plain = plain;
        plain.setSoTimeout(IDLE_MILLIS);
        this.input = new SmtpInput(plain.getInputStream());
        this.output = new BufferedOutputStream(plain.getOutputStream());
    }

    SmtpInput input() {
        return input;
    }

    boolean secured() {
        return session != null;
    }

    /// Protocol and cipher suite, `""` without TLS.
    String tls() {
        return session == null ? "" : session.getProtocol() + " " + session.getCipherSuite();
    }

    List<ChannelBinding> bindings() {
        return session == null ? List.of() : ChannelBinding.forServer(session);
    }

    String client() {
        return plain.getInetAddress().getHostAddress() + " port " + plain.getPort();
    }

    /// Begins TLS. What the client sent before is in the input that is given up here.
    void secure(ServerTls tls) throws IOException {
        output.flush();
        var socket = tls.over(plain);
        socket.startHandshake();
        session = socket.getSession();
        input = new SmtpInput(socket.getInputStream());
        output = new BufferedOutputStream(socket.getOutputStream());
    }

    /// Replies leave when the client waits for them: several commands sent in one piece are
    /// answered in one piece (RFC 2920).
    void flushWhenAwaited() throws IOException {
        if (!input.hasBuffered()) output.flush();
    }

    void send(Reply reply) throws IOException {
        output.write(reply.wire().getBytes(StandardCharsets.UTF_8));
    }

    void flush() throws IOException {
        output.flush();
    }

    /// Breaks the connection as a crash would, without a word and without TLS's own farewell.
    void hangUp() throws IOException {
        plain.setSoLinger(true, 0);
        plain.close();
    }
}
