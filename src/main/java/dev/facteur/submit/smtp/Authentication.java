package dev.facteur.submit.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.facteur.account.CredentialCheck;
import dev.facteur.account.Login;
import dev.facteur.platform.Clock;
import dev.facteur.platform.StorageException;
import dev.facteur.platform.secret.Secret;
import dev.facteur.protocol.sasl.SaslFailure;
import dev.facteur.protocol.sasl.ServerExchange;
import dev.facteur.protocol.sasl.ServerExchange.Step;
import dev.facteur.protocol.sasl.ServerMechanisms;
import dev.facteur.protocol.smtp.Command;
import dev.facteur.protocol.smtp.MalformedLine;
import dev.facteur.protocol.smtp.Rejected;
import dev.facteur.protocol.smtp.Replies;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The dialogue of one AUTH command (RFC 4954 §4). Neither what the client sends nor what it gets
/// back is ever logged.
///
/// One object a connection; it counts the failures there. Used by the session's thread.
final class Authentication {
    private static final Logger LOG = LoggerFactory.getLogger(Authentication.class);
    private static final int MAX_FAILURES = 3;

    private final Connection connection;
    private final ServerMechanisms mechanisms;
    private final CredentialCheck check;
    private final AuthThrottle throttle;
    private final Clock clock;
    private int failures;

    Authentication(Connection connection, SmtpService service) {
        this.connection = connection;
        this.mechanisms = service.access().mechanisms();
        this.check = service.access().check();
        this.throttle = service.throttle();
        this.clock = service.clock();
    }

    /// The mechanisms as EHLO lists them.
    String offered() {
        return String.join(" ", mechanisms.offered(Bindings.of(connection.tls())));
    }

    /// Talks until the client has proved itself or is refused.
    ///
    /// @throws Rejected with the refusal; a 421 ends the connection
    Login run(Command.Auth command) throws Rejected, IOException {
        var exchange =
                mechanisms
                        .begin(command.mechanism(), Bindings.of(connection.tls()))
                        .orElseThrow(() -> new Rejected(Replies.AUTH_UNKNOWN_MECHANISM));
        var initial = command.initialResponse();
        try {
            byte[] response =
                    initial == null ? ask(exchange.firstChallenge()) : initialResponse(initial);
            return converse(exchange, response, command.mechanism());
        } catch (SaslFailure malformed) {
            throw new Rejected(Replies.authMalformed(String.valueOf(malformed.getMessage())));
        } catch (StorageException trouble) {
            LOG.atWarn().setCause(trouble).log("credentials cannot be read");
            throw new Rejected(Replies.AUTHENTICATION_UNAVAILABLE);
        }
    }

    private Login converse(ServerExchange exchange, byte[] first, String mechanism)
            throws Rejected, SaslFailure, IOException {
        byte[] response = first;
        while (true) {
            switch (exchange.respond(response)) {
                case Step.Challenge(String text) -> response = ask(text);
                case Step.Password(String user, String password) -> {
                    if (throttle.lockedOut(connection.client(), user)) {
                        throw new Rejected(Replies.TOO_MANY_FAILURES);
                    }
                    return admit(user, mechanism, check.password(user, new Secret(password)));
                }
                case Step.Proved(String user) -> {
                    return admit(user, mechanism, check.proved(user));
                }
                case Step.Wrong(String user) -> {
                    return admit(user, mechanism, Optional.empty());
                }
            }
        }
    }

    /// RFC 4954 §4: `=` is an empty initial response, because an empty one cannot be written.
    private static byte[] initialResponse(String text) throws Rejected {
        return text.equals("=") ? new byte[0] : decode(text);
    }

    private byte[] ask(String challenge) throws Rejected, IOException {
        var base64 = Base64.getEncoder().encodeToString(challenge.getBytes(UTF_8));
        connection.reply(Replies.challenge(base64));
        var line = readResponse();
        if (line == null) throw new EOFException("the client hung up while logging in");
        if (line.equals("*")) throw new Rejected(Replies.AUTH_CANCELLED);
        return decode(line);
    }

    private @Nullable String readResponse() throws Rejected, IOException {
        try {
            return connection.readLine();
        } catch (MalformedLine defect) {
            throw refusal(defect);
        }
    }

    /// @throws MalformedLine for what ends the session, here as between commands
    private static Rejected refusal(MalformedLine defect) throws MalformedLine {
        return switch (defect.reason()) {
            case TOO_LONG -> new Rejected(Replies.AUTH_TOO_LONG);
            case NOT_UTF8 -> new Rejected(Replies.AUTH_BAD_BASE64);
            case BARE_CR, BARE_LF, NUL -> throw defect;
        };
    }

    private static byte[] decode(String base64) throws Rejected {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException _) {
            throw new Rejected(Replies.AUTH_BAD_BASE64);
        }
    }

    private Login admit(String user, String mechanism, Optional<Login> login)
            throws Rejected, IOException {
        var verdict = throttle.judge(connection.client(), user, login.isPresent());
        if (!verdict.heard()) throw new Rejected(Replies.TOO_MANY_FAILURES);
        if (login.isEmpty()) logRefusal(user, mechanism);
        if (verdict.locksOut()) logLockOut(user);
        pause(verdict.delay());
        if (login.isPresent()) {
            throttle.succeeded(connection.client(), user);
            return login.get();
        }
        failures++;
        throw new Rejected(
                failures < MAX_FAILURES ? Replies.WRONG_CREDENTIALS : Replies.TOO_MANY_FAILURES);
    }

    private void pause(Duration length) throws IOException {
        if (length.isZero()) return;
        connection.allow(length);
        try {
            clock.sleepUntil(clock.now().plus(length));
        } catch (InterruptedException _) {
            throw new InterruptedIOException("interrupted");
        }
    }

    private void logRefusal(String user, String mechanism) throws StorageException {
        LOG.atWarn()
                .addKeyValue("client", address())
                .addKeyValue("mechanism", mechanism)
                .addKeyValue("user", known(user))
                .log("login refused");
    }

    private void logLockOut(String user) throws StorageException {
        LOG.atWarn()
                .addKeyValue("client", address())
                .addKeyValue("user", known(user))
                .addKeyValue("minutes", AuthThrottle.FORGOTTEN_AFTER.toMinutes())
                .log("too many failed logins: this user is not listened to at this address");
    }

    private String address() {
        var client = connection.client();
        return client == null ? "local" : client.getHostAddress();
    }

    /// A name that is no user may be a password typed into the wrong field, so it is not written.
    private String known(String user) throws StorageException {
        return check.verifier(user).isPresent() ? user : "(unknown)";
    }
}
