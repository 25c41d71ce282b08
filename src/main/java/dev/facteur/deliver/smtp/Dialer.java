package dev.facteur.deliver.smtp;

import dev.facteur.deliver.Outcome;
import dev.facteur.deliver.Outcome.Cause;
import dev.facteur.deliver.Outcome.Kind;
import dev.facteur.deliver.Phase;
import dev.facteur.deliver.Via;
import dev.facteur.platform.Surroundings;
import dev.facteur.platform.tls.ClientTls;
import dev.facteur.platform.tls.MxTls;
import dev.facteur.protocol.smtp.Reply;
import dev.facteur.protocol.smtp.SmtpClient;
import dev.facteur.protocol.smtp.Timeouts;
import dev.facteur.route.AccessTokens;
import dev.facteur.route.TlsMode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/// Makes one connection to one candidate: TCP, greeting, TLS, login, in this order and no less.
final class Dialer {
    private final Surroundings surroundings;
    private final ClientTls tls;
    private final MxTls mxTls;
    private final Timeouts timeouts;
    private final String name;
    private final AccessTokens tokens;
    private final Watcher watcher;

    /// @param name how we introduce ourselves where a server wants no other name
    Dialer(
            Surroundings surroundings,
            ClientTls tls,
            MxTls mxTls,
            Timeouts timeouts,
            String name,
            AccessTokens tokens,
            Watcher watcher) {
        this.surroundings = surroundings;
        this.tls = tls;
        this.mxTls = mxTls;
        this.timeouts = timeouts;
        this.name = name;
        this.tokens = tokens;
        this.watcher = watcher;
    }

    /// Blocks until the connection is ready for mail. Interrupting the thread, or cancelling
    /// `progress`, ends it.
    ///
    /// Where a server takes mail in clear as well, TLS that breaks is no reason to give up: it is
    /// called once more and spoken to without (RFC 7435 §3).
    ///
    /// @param witness hears how TLS goes, unless the dial is broken off
    Connection dial(NextServer server, Candidate candidate, Progress progress, TlsWitness witness)
            throws Unreachable {
        var heard = new Heard(witness, progress);
        try {
            return dial(server, candidate, progress, heard, false);
        } catch (TlsBroken _) {
            // Said by the way that was taken: it has no TLS.
        }
        try {
            return dial(server, candidate, progress, heard, true);
        } catch (TlsBroken impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// TLS was begun where it may as well be left alone, and did not come about.
    private static final class TlsBroken extends Exception {
        private static final long serialVersionUID = 1L;

        TlsBroken(IOException why) {
            super(String.valueOf(why.getMessage()), why);
        }
    }

    /// Tells the witness, but not what comes of a dial that we broke off ourselves.
    private record Heard(TlsWitness witness, Progress progress) {
        void failed(
                Connection connection,
                Socket socket,
                TlsWitness.Fault fault,
                @Nullable Exception why) {
            if (progress.cancelled()) return;
            witness.failed(connection.via(), socket.getLocalAddress(), fault, why);
        }
    }

    private Connection dial(
            NextServer server, Candidate candidate, Progress progress, Heard heard, boolean inClear)
            throws Unreachable, TlsBroken {
        refuseClear(server, candidate);
        Connection connection = null;
        boolean handled = false;
        try {
            var socket = connect(server, candidate);
            connection = open(socket, via(server, candidate));
            progress.connected(connection.client());
            establish(server, candidate, socket, connection, heard, inClear);
            handled = true;
            return connection;
        } catch (Unreachable e) {
            // RFC 5321 §4.1.1.10: the server still listens, so it is told that we leave.
            if (connection != null) watcher.quit(connection);
            handled = true;
            throw e;
        } catch (IOException e) {
            var reached = connection == null ? null : connection.via();
            throw Unreachable.broken(
                    Trouble.cause(e, progress.phase(), reached, where(server, candidate)), e);
        } finally {
            if (connection != null && !handled) watcher.close(connection);
        }
    }

    private static Via via(NextServer server, Candidate candidate) {
        return new Via(
                server.route(),
                server.provider(),
                server.host(),
                candidate.address().getHostAddress(),
                candidate.rung().port(),
                "",
                server.way());
    }

    private static String where(NextServer server, Candidate candidate) {
        return server.host()
                + ":"
                + candidate.rung().port()
                + " ("
                + candidate.address().getHostAddress()
                + ")";
    }

    /// A [relay][dev.facteur.route.Route.Relay] has refused a login without TLS already; here the
    /// address is known as well.
    private static void refuseClear(NextServer server, Candidate candidate) throws Unreachable {
        if (candidate.rung().tls() != TlsMode.NONE) return;
        if (server.entrance() == null && candidate.address().isLoopbackAddress()) return;
        throw Unreachable.deferred(
                new Cause(
                        Kind.TLS,
                        Phase.CONNECT,
                        null,
                        null,
                        Saying.TLS_WANTED.with(where(server, candidate))));
    }

    private Socket connect(NextServer server, Candidate candidate) throws IOException {
        var address = new InetSocketAddress(candidate.address(), candidate.rung().port());
        var source = server.sourceFor(candidate.address());
        return surroundings.connector().connect(address, source, timeouts.connect());
    }

    private Connection open(Socket socket, Via via) throws IOException {
        try {
            var connection = new Connection(SmtpClient.over(socket, timeouts), via);
            watcher.watch(connection);
            return connection;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private void establish(
            NextServer server,
            Candidate candidate,
            Socket socket,
            Connection connection,
            Heard heard,
            boolean inClear)
            throws IOException, Unreachable, TlsBroken {
        var client = connection.client();
        var hello = server.hello().isEmpty() ? name : server.hello();
        boolean implicit = candidate.rung().tls() == TlsMode.IMPLICIT;
        if (implicit) secure(server, socket, connection, heard);
        require(220, Phase.GREETING, client.greeting(), connection);
        require(250, Phase.EHLO, client.hello(hello), connection);
        boolean startTls = candidate.rung().tls() == TlsMode.STARTTLS && !inClear;
        if (startTls && upgrade(server, socket, connection, heard)) {
            require(250, Phase.EHLO, client.hello(hello), connection);
        }
        var entrance = server.entrance();
        if (entrance != null) {
            new Login(entrance, tokens, surroundings.random()).into(connection);
        }
        client.ready();
    }

    /// Whether TLS is spoken from here on; false only where mail may go in clear.
    private boolean upgrade(NextServer server, Socket socket, Connection connection, Heard heard)
            throws IOException, Unreachable, TlsBroken {
        if (!connection.client().capabilities().startTls()) {
            heard.failed(connection, socket, TlsWitness.Fault.STARTTLS_NOT_OFFERED, null);
            if (server.trust().takesClear()) return false;
        }
        requireStartTls(connection);
        try {
            var reply = connection.client().startTls();
            if (reply.code() != 220) {
                heard.failed(connection, socket, TlsWitness.Fault.STARTTLS_REFUSED, null);
                // RFC 3207 §4: 454 leaves it to us whether to go on.
                if (server.trust().takesClear()) return false;
            }
            require(220, Phase.STARTTLS, reply, connection);
            secure(server, socket, connection, heard);
            return true;
        } catch (IOException e) {
            if (server.trust().takesClear()) throw new TlsBroken(e);
            throw e;
        }
    }

    private void secure(NextServer server, Socket socket, Connection connection, Heard heard)
            throws IOException {
        var secured =
                switch (server.trust()) {
                    case NextServer.Trust.Authorities(var file) ->
                            tls.over(socket, server.host(), file);
                    case NextServer.Trust.Demanded(var demand) ->
                            mxTls.over(socket, server.host(), demand);
                };
        try {
            connection.client().secure(secured);
        } catch (IOException e) {
            heard.failed(connection, socket, TlsWitness.Fault.HANDSHAKE, e);
            throw e;
        }
        var session = secured.getSession();
        heard.witness.secured(connection.via(), socket.getLocalAddress(), session);
        connection.secured(session.getProtocol() + " " + session.getCipherSuite());
    }

    /// A missing STARTTLS is never a reason to go on in clear.
    private static void requireStartTls(Connection connection) throws Unreachable {
        if (connection.client().capabilities().startTls()) return;
        var via = connection.via();
        throw Unreachable.deferred(
                new Cause(
                        Kind.STARTTLS_MISSING,
                        Phase.STARTTLS,
                        via,
                        null,
                        Saying.TLS_NOT_OFFERED.with(via.place())));
    }

    private static void require(int code, Phase phase, Reply reply, Connection connection)
            throws Unreachable {
        if (reply.code() == code) return;
        Outcome outcome = ReplyVerdict.of(phase, reply, connection.via());
        throw Unreachable.of(outcome);
    }
}
