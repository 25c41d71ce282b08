package dev.facteur.sandbox;

import dev.facteur.platform.secret.Secret;
import dev.facteur.protocol.sasl.SaslFailure;
import dev.facteur.protocol.sasl.ServerExchange;
import dev.facteur.protocol.smtp.Command;
import dev.facteur.protocol.smtp.CommandParser;
import dev.facteur.protocol.smtp.MalformedLine;
import dev.facteur.protocol.smtp.Rejected;
import dev.facteur.protocol.smtp.Replies;
import dev.facteur.protocol.smtp.Reply;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One client's conversation with the practice server, from greeting to QUIT; what concerns a mail
/// is in [PracticeTransaction]. Runs on one virtual thread.
final class PracticeSession {
    static final String NAME = "sandbox.facteur.invalid";
    private static final int MAX_ERRORS = 50;

    /// RFC 5321 §3.8: after this reply the connection ends.
    private static final int CLOSING = 421;

    private final Practice practice;
    private final PracticeWire wire;
    private PracticeTransaction transaction;
    private @Nullable String helo;
    private @Nullable String user;
    private int errors;
    private boolean open = true;

    PracticeSession(Practice practice, PracticeWire wire) {
        this.practice = practice;
        this.wire = wire;
        this.transaction = new PracticeTransaction(practice, wire);
    }

    /// @param implicit whether the client begins with TLS
    void run(boolean implicit) throws IOException {
        if (implicit) wire.secure(practice.tls());
        wire.send(Replies.greeting(NAME));
        try {
            while (open) {
                wire.flushWhenAwaited();
                step();
            }
            wire.flush();
        } catch (EOFException _) {
            // The client left without QUIT, as many do.
        } catch (SocketTimeoutException _) {
            wire.send(Replies.TIMED_OUT);
            wire.flush();
        } catch (PracticeTransaction.HungUp _) {
            wire.hangUp();
        } finally {
            transaction.close();
        }
    }

    private void step() throws IOException, PracticeTransaction.HungUp {
        try {
            var line = wire.input().readUtf8Line(CommandParser.MAX_LINE);
            if (line == null) {
                open = false;
                return;
            }
            var reply = answer(CommandParser.parse(line));
            if (reply != null) wire.send(reply);
        } catch (MalformedLine e) {
            wire.send(Replies.malformedCommand(e));
            // After a bare CR, LF or NUL nobody knows where the next command begins.
            open =
                    open
                            && (e.reason() == MalformedLine.Reason.TOO_LONG
                                    || e.reason() == MalformedLine.Reason.NOT_UTF8);
            countError();
        } catch (Rejected e) {
            wire.send(e.reply());
            if (e.reply().code() == CLOSING) open = false;
            if (e.reply().permanentFailure()) countError();
        }
    }

    private void countError() throws IOException {
        if (!open || ++errors < MAX_ERRORS) return;
        wire.send(Replies.TOO_MANY_ERRORS);
        open = false;
    }

    /// Null when everything has been said already.
    private @Nullable Reply answer(Command command)
            throws Rejected, IOException, PracticeTransaction.HungUp {
        return switch (command) {
            case Command.Ehlo(String name) -> ehlo(name);
            case Command.Helo(String name) -> {
                begin(name);
                yield Replies.helo(NAME);
            }
            case Command.StartTls _ -> startTls();
            case Command.Auth auth -> auth(auth);
            case Command.Mail mail -> {
                requireRights();
                yield transaction.mail(mail, helo(), user);
            }
            case Command.Rcpt rcpt -> transaction.rcpt(rcpt);
            case Command.Data _ -> transaction.data();
            case Command.Bdat bdat -> transaction.bdat(bdat);
            case Command.Rset _ -> {
                transaction.reset();
                yield Replies.OK;
            }
            case Command.Noop _ -> Replies.OK;
            case Command.Help _ -> Replies.HELP;
            case Command.Vrfy _ -> Replies.NOT_VERIFIED;
            case Command.Expn _ -> Replies.NOT_EXPANDED;
            case Command.Quit _ -> {
                open = false;
                yield Replies.BYE;
            }
            case Command.Site _, Command.Unknown _ -> throw new Rejected(Replies.UNKNOWN_COMMAND);
        };
    }

    private Reply ehlo(String name) {
        begin(name);
        var extensions =
                new ArrayList<>(
                        List.of(
                                "PIPELINING",
                                "SIZE " + practice.settings().limits().maxMessage(),
                                "8BITMIME",
                                "SMTPUTF8",
                                "ENHANCEDSTATUSCODES",
                                "DSN",
                                "CHUNKING"));
        if (wire.secured()) {
            var mechanisms = new ArrayList<>(practice.logins().offered(wire.bindings()));
            if (practice.tokens() != null) mechanisms.add(BearerLogin.MECHANISM);
            extensions.add("AUTH " + String.join(" ", mechanisms));
        } else {
            extensions.add("STARTTLS");
        }
        return Replies.ehlo(NAME, extensions);
    }

    private void begin(String name) {
        helo = name;
        transaction.reset();
    }

    private String helo() throws Rejected {
        if (helo == null) throw new Rejected(Replies.GREET_FIRST);
        return helo;
    }

    private void requireRights() throws Rejected {
        if (!practice.logins().required()) return;
        if (!wire.secured()) throw new Rejected(Replies.TLS_FIRST);
        if (user == null) throw new Rejected(Replies.AUTHENTICATION_REQUIRED);
    }

    private @Nullable Reply startTls() throws Rejected, IOException {
        if (wire.secured()) throw new Rejected(Replies.TLS_TWICE);
        if (wire.input().hasBuffered()) {
            open = false;
            return Replies.BYTES_BEFORE_TLS;
        }
        wire.send(Replies.START_TLS);
        wire.secure(practice.tls());
        // RFC 3207 §4.2: nothing said before counts.
        helo = null;
        transaction.reset();
        return null;
    }

    private Reply auth(Command.Auth auth) throws Rejected, IOException {
        helo();
        if (!wire.secured()) throw new Rejected(Replies.TLS_FIRST);
        if (user != null) throw new Rejected(Replies.AUTH_TWICE);
        if (transaction.begun()) throw new Rejected(Replies.AUTH_IN_MAIL);
        if (practice.tokens() != null && auth.mechanism().equals(BearerLogin.MECHANISM)) {
            return bearer(auth.initialResponse());
        }
        var exchange =
                practice.logins()
                        .begin(auth.mechanism(), wire.bindings())
                        .orElseThrow(() -> new Rejected(Replies.AUTH_UNKNOWN_MECHANISM));
        try {
            return login(exchange, auth.initialResponse());
        } catch (SaslFailure malformed) {
            throw new Rejected(Replies.authMalformed(String.valueOf(malformed.getMessage())));
        }
    }

    private Reply bearer(@Nullable String initial) throws Rejected, IOException {
        var login = BearerLogin.read(decode(initial == null ? ask("") : initial));
        var tokens = practice.tokens();
        if (tokens == null || !tokens.admits(login.token(), practice.smtpScopes())) {
            ask(BearerLogin.REFUSAL);
            throw new Rejected(Replies.WRONG_CREDENTIALS);
        }
        user = login.user();
        return Replies.AUTHENTICATED;
    }

    private Reply login(ServerExchange exchange, @Nullable String initial)
            throws Rejected, SaslFailure, IOException {
        var response = initial == null ? ask(exchange.firstChallenge()) : initial;
        while (true) {
            switch (exchange.respond(decode(response))) {
                case ServerExchange.Step.Challenge(String text) -> response = ask(text);
                case ServerExchange.Step.Password(String name, String password) -> {
                    if (!practice.logins().isRight(name, new Secret(password))) {
                        throw new Rejected(Replies.WRONG_CREDENTIALS);
                    }
                    user = name;
                    return Replies.AUTHENTICATED;
                }
                case ServerExchange.Step.Proved(String name) -> {
                    user = name;
                    return Replies.AUTHENTICATED;
                }
                case ServerExchange.Step.Wrong _ -> throw new Rejected(Replies.WRONG_CREDENTIALS);
            }
        }
    }

    private String ask(String challenge) throws Rejected, IOException {
        var bytes = challenge.getBytes(StandardCharsets.UTF_8);
        wire.send(Replies.challenge(Base64.getEncoder().encodeToString(bytes)));
        wire.flush();
        var line = wire.input().readUtf8Line(CommandParser.MAX_LINE);
        if (line == null) throw new EOFException();
        if (line.equals("*")) throw new Rejected(Replies.AUTH_CANCELLED);
        return line;
    }

    private static byte[] decode(String response) throws Rejected {
        try {
            return response.equals("=") ? new byte[0] : Base64.getDecoder().decode(response);
        } catch (IllegalArgumentException _) {
            throw new Rejected(Replies.AUTH_BAD_BASE64);
        }
    }
}
