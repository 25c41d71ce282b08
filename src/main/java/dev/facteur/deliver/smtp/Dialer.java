package dev.facteur.deliver.smtp;

import dev.facteur.deliver.Outcome;
import dev.facteur.deliver.Outcome.Cause;
import dev.facteur.deliver.Outcome.Kind;
import dev.facteur.deliver.Phase;
import dev.facteur.deliver.Via;
import dev.facteur.platform.Surroundings;
import dev.facteur.platform.tls.ClientTls;
import dev.facteur.protocol.smtp.Reply;
import dev.facteur.protocol.smtp.SmtpClient;
import dev.facteur.protocol.smtp.Timeouts;
import dev.facteur.route.AccessTokens;
import dev.facteur.route.Route;
import dev.facteur.route.TlsMode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/// Makes one connection to one candidate: TCP, greeting, TLS, login, in this order and no less.
final class Dialer {
    private final Surroundings surroundings;
    private final ClientTls tls;
    private final Timeouts timeouts;
    private final String name;
    private final AccessTokens tokens;
    private final Watcher watcher;

    /// @param name how we introduce ourselves
    Dialer(
            Surroundings surroundings,
            ClientTls tls,
            Timeouts timeouts,
            String name,
            AccessTokens tokens,
            Watcher watcher) {
        this.surroundings = surroundings;
        this.tls = tls;
        this.timeouts = timeouts;
        this.name = name;
        this.tokens = tokens;
        this.watcher = watcher;
    }

    /// Blocks until the connection is ready for mail. Interrupting the thread, or cancelling
    /// `progress`, ends it.
    Connection dial(Route route, Candidate candidate, Progress progress) throws Unreachable {
        var relay = route.server();
        refuseClear(relay, candidate);
        var via =
                new Via(
                        route.name(),
                        route.provider(),
                        relay.host(),
                        candidate.address().getHostAddress(),
                        candidate.rung().port(),
                        "");
        Connection connection = null;
        boolean handled = false;
        try {
            var socket = connect(candidate);
            connection = open(socket, via);
            progress.connected(connection.client());
            establish(route, candidate, socket, connection);
            handled = true;
            return connection;
        } catch (Unreachable e) {
            // RFC 5321 §4.1.1.10: the server still listens, so it is told that we leave.
            if (connection != null) watcher.quit(connection);
            handled = true;
            throw e;
        } catch (IOException e) {
            var reached = connection == null ? null : connection.via();
            throw Unreachable.deferred(
                    Trouble.cause(e, progress.phase(), reached, where(relay, candidate)));
        } finally {
            if (connection != null && !handled) watcher.close(connection);
        }
    }

    private static String where(Route.Relay relay, Candidate candidate) {
        return relay.host()
                + ":"
                + candidate.rung().port()
                + " ("
                + candidate.address().getHostAddress()
                + ")";
    }

    /// [Route.Relay] has refused a login without TLS already; here the address is known as well.
    private static void refuseClear(Route.Relay relay, Candidate candidate) throws Unreachable {
        if (candidate.rung().tls() != TlsMode.NONE) return;
        if (relay.login() == null && candidate.address().isLoopbackAddress()) return;
        throw Unreachable.deferred(
                new Cause(
                        Kind.TLS,
                        Phase.CONNECT,
                        null,
                        null,
                        where(relay, candidate)
                                + " is not on this machine, and mail leaves it inside TLS only;"
                                + " set the route's port to starttls or implicit."));
    }

    private Socket connect(Candidate candidate) throws IOException {
        var address = new InetSocketAddress(candidate.address(), candidate.rung().port());
        return surroundings.connector().connect(address, timeouts.connect());
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

    private void establish(Route route, Candidate candidate, Socket socket, Connection connection)
            throws IOException, Unreachable {
        var relay = route.server();
        var client = connection.client();
        boolean implicit = candidate.rung().tls() == TlsMode.IMPLICIT;
        if (implicit) secure(relay, socket, connection);
        require(220, Phase.GREETING, client.greeting(), connection);
        require(250, Phase.EHLO, client.hello(name), connection);
        if (candidate.rung().tls() == TlsMode.STARTTLS) {
            requireStartTls(connection);
            require(220, Phase.STARTTLS, client.startTls(), connection);
            secure(relay, socket, connection);
            require(250, Phase.EHLO, client.hello(name), connection);
        }
        var login = relay.login();
        if (login != null) {
            new Login(route, login, tokens, surroundings.random()).into(connection);
        }
        client.ready();
    }

    private void secure(Route.Relay relay, Socket socket, Connection connection)
            throws IOException {
        var secured = tls.over(socket, relay.host(), relay.caFile());
        connection.client().secure(secured);
        var session = secured.getSession();
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
                        via.host()
                                + ":"
                                + via.port()
                                + " does not offer STARTTLS: something between may have taken it"
                                + " out, or the server has no TLS there. Nothing was sent."));
    }

    private static void require(int code, Phase phase, Reply reply, Connection connection)
            throws Unreachable {
        if (reply.code() == code) return;
        Outcome outcome = ReplyVerdict.of(phase, reply, connection.via());
        throw Unreachable.of(outcome);
    }
}
