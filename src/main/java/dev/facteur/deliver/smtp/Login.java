package dev.facteur.deliver.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.facteur.deliver.Outcome.Cause;
import dev.facteur.deliver.Outcome.Kind;
import dev.facteur.deliver.Phase;
import dev.facteur.deliver.verdict.Reason;
import dev.facteur.platform.secret.Secret;
import dev.facteur.protocol.sasl.ChannelBinding;
import dev.facteur.protocol.sasl.ClientExchange;
import dev.facteur.protocol.sasl.ClientMechanisms;
import dev.facteur.protocol.sasl.SaslFailure;
import dev.facteur.protocol.smtp.Reply;
import dev.facteur.route.AccessTokens;
import dev.facteur.route.NoToken;
import dev.facteur.route.Route;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Logs in to a route's server by the best mechanism it offers.
final class Login {
    /// Shorter passwords would be found in innocent words.
    private static final int MIN_HIDDEN = 4;

    private final Route route;
    private final Route.Login login;
    private final AccessTokens tokens;
    private final SecureRandom random;

    Login(NextServer.Entrance entrance, AccessTokens tokens, SecureRandom random) {
        this.route = entrance.route();
        this.login = entrance.login();
        this.tokens = tokens;
        this.random = random;
    }

    void into(Connection connection) throws IOException, Unreachable {
        switch (login.proof()) {
            case Route.Proof.Kept(var password) -> byPassword(connection, password);
            case Route.Proof.Token _ -> byToken(connection);
        }
    }

    private void byPassword(Connection connection, Secret password)
            throws IOException, Unreachable {
        var session = connection.client().session();
        if (session == null) throw new IllegalStateException("credentials travel inside TLS only");
        var fitting =
                ClientMechanisms.fitting(
                        connection.client().capabilities().mechanisms(),
                        login.user(),
                        password.reveal(),
                        ChannelBinding.forClient(session).orElse(null),
                        random);
        log(connection, fitting, password, Saying.LOGIN_UNFIT);
    }

    /// A token that is refused although its time is not over is replaced once: the provider may
    /// have withdrawn it, and not the authorisation behind it.
    private void byToken(Connection connection) throws IOException, Unreachable {
        try {
            var token = tokens.of(route, Route.Way.SMTP);
            try {
                bear(connection, token);
            } catch (Unreachable refused) {
                if (!refused.decisive()) throw refused;
                again(connection, tokens.insteadOf(token, route, Route.Way.SMTP), refused);
            }
        } catch (NoToken no) {
            throw withoutToken(no);
        }
    }

    /// A server that wants no second try has said all with the first refusal.
    private void again(Connection connection, Secret token, Unreachable refused)
            throws Unreachable {
        try {
            bear(connection, token);
        } catch (IOException e) {
            throw refused;
        }
    }

    private void bear(Connection connection, Secret token) throws IOException, Unreachable {
        var offered = connection.client().capabilities().mechanisms();
        var fitting = ClientMechanisms.bearing(offered, login.user(), token.reveal());
        log(connection, fitting, token, Saying.LOGIN_UNFIT_TOKEN);
    }

    private static Unreachable withoutToken(NoToken no) {
        var kind = no.lasting() ? Kind.AUTHENTICATION : Kind.NETWORK;
        var cause = new Cause(kind, Phase.AUTH, null, null, no.statement());
        return no.lasting()
                ? Unreachable.parked(cause.because(Reason.AUTHORIZATION_NEEDED))
                : Unreachable.deferred(cause);
    }

    /// @param unfit what is said where none of those that could have fitted is offered
    private void log(
            Connection connection, List<ClientExchange> fitting, Secret proof, Saying unfit)
            throws IOException, Unreachable {
        var failure = Unreachable.parked(noMechanism(connection, unfit));
        for (var exchange : fitting) {
            var reply = reply(connection, exchange, failure);
            if (reply.code() == 235) return;
            var verdict =
                    ReplyVerdict.of(Phase.AUTH, hidden(reply, proof.reveal()), connection.via());
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

    private static Cause noMechanism(Connection connection, Saying unfit) {
        var offered = new TreeSet<>(connection.client().capabilities().mechanisms());
        if (offered.isEmpty()) {
            return cause(connection, Saying.LOGIN_NOT_OFFERED);
        }
        return cause(connection, unfit, String.join(", ", offered)).because(Reason.LOGIN_METHOD);
    }

    private static Cause failure(Connection connection, SaslFailure e) {
        return cause(connection, Saying.LOGIN_BROKEN_OFF, String.valueOf(e.getMessage()));
    }

    private static Cause cause(Connection connection, Saying saying, String... more) {
        var via = connection.via();
        return new Cause(
                Kind.AUTHENTICATION,
                Phase.AUTH,
                via,
                null,
                saying.with(Stream.concat(Stream.of(via.place()), Stream.of(more)).toArray()));
    }

    /// Some servers repeat what they were given. It must not reach an event.
    private Reply hidden(Reply reply, String proof) {
        if (proof.length() < MIN_HIDDEN) return reply;
        var encoder = Base64.getEncoder();
        String plain = "\0" + login.user() + "\0" + proof;
        String bearer = "user=" + login.user() + "\1auth=Bearer " + proof + "\1\1";
        var secrets =
                List.of(
                        proof,
                        encoder.encodeToString(proof.getBytes(UTF_8)),
                        encoder.encodeToString(plain.getBytes(UTF_8)),
                        encoder.encodeToString(bearer.getBytes(UTF_8)));
        var lines = reply.lines();
        for (var secret : secrets) {
            lines = lines.stream().map(line -> line.replace(secret, "***")).toList();
        }
        return new Reply(reply.code(), reply.status(), lines);
    }
}
