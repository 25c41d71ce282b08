package dev.facteur.deliver.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.facteur.deliver.Outcome.Cause;
import dev.facteur.deliver.Outcome.Kind;
import dev.facteur.deliver.Phase;
import dev.facteur.protocol.sasl.ChannelBinding;
import dev.facteur.protocol.sasl.ClientExchange;
import dev.facteur.protocol.sasl.ClientMechanisms;
import dev.facteur.protocol.sasl.SaslFailure;
import dev.facteur.protocol.smtp.Reply;
import dev.facteur.route.Route;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.TreeSet;

/// Logs in to a route's server by the best mechanism it offers.
final class Login {
    /// Shorter passwords would be found in innocent words.
    private static final int MIN_HIDDEN = 4;

    private final Route.Login login;
    private final SecureRandom random;

    Login(Route.Login login, SecureRandom random) {
        this.login = login;
        this.random = random;
    }

    void into(Connection connection) throws IOException, Unreachable {
        var client = connection.client();
        var session = client.session();
        if (session == null) throw new IllegalStateException("credentials travel inside TLS only");
        var offered = client.capabilities().mechanisms();
        var fitting =
                ClientMechanisms.fitting(
                        offered,
                        login.user(),
                        login.password().reveal(),
                        ChannelBinding.forClient(session).orElse(null),
                        random);
        var failure = Unreachable.parked(noMechanism(connection));
        for (var exchange : fitting) {
            var reply = reply(connection, exchange, failure);
            if (reply.code() == 235) return;
            var verdict = ReplyVerdict.of(Phase.AUTH, hidden(reply), connection.via());
            if (reply.permanentFailure()) failure = Unreachable.refusedLogin(verdict);
            else throw failure.decisive() ? failure : Unreachable.of(verdict);
        }
        throw failure;
    }

    /// @param before what came of the mechanisms before: once one was refused, a server that hangs
    ///   up or wants no more tries does so because of that, and the refusal is its answer
    private static Reply reply(Connection connection, ClientExchange exchange, Unreachable before)
            throws IOException, Unreachable {
        try {
            return connection.client().authenticate(exchange);
        } catch (SaslFailure e) {
            // Not on to PLAIN: whoever fails to prove itself would be given the password.
            throw Unreachable.parked(failure(connection, e));
        } catch (IOException e) {
            if (before.decisive()) throw before;
            throw e;
        }
    }

    private static Cause noMechanism(Connection connection) {
        var offered = new TreeSet<>(connection.client().capabilities().mechanisms());
        return cause(
                connection,
                offered.isEmpty()
                        ? " offers no login, but the route has one; is this the provider's"
                                + " submission port?"
                        : " offers no login that fits: it knows "
                                + String.join(", ", offered)
                                + ", we know SCRAM-SHA-256, PLAIN and LOGIN.");
    }

    private static Cause failure(Connection connection, SaslFailure e) {
        return cause(connection, " broke off the login: " + e.getMessage() + ".");
    }

    private static Cause cause(Connection connection, String predicate) {
        var via = connection.via();
        return new Cause(
                Kind.AUTHENTICATION,
                Phase.AUTH,
                via,
                null,
                via.host() + ":" + via.port() + predicate);
    }

    /// Some servers repeat what they were given. It must not reach an event.
    private Reply hidden(Reply reply) {
        String password = login.password().reveal();
        if (password.length() < MIN_HIDDEN) return reply;
        var encoder = Base64.getEncoder();
        String plain = "\0" + login.user() + "\0" + password;
        var secrets =
                List.of(
                        password,
                        encoder.encodeToString(password.getBytes(UTF_8)),
                        encoder.encodeToString(plain.getBytes(UTF_8)));
        var lines = reply.lines();
        for (var secret : secrets) {
            lines = lines.stream().map(line -> line.replace(secret, "***")).toList();
        }
        return new Reply(reply.code(), reply.status(), lines);
    }
}
