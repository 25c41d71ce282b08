package dev.facteur.deliver.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.facteur.deliver.Outcome;
import dev.facteur.mail.Address;
import dev.facteur.mail.Envelope;
import dev.facteur.mail.MailId;
import dev.facteur.mail.Notify;
import dev.facteur.mail.Recipient;
import dev.facteur.platform.Clock;
import dev.facteur.platform.Surroundings;
import dev.facteur.platform.SystemClock;
import dev.facteur.platform.SystemConnector;
import dev.facteur.platform.SystemDisk;
import dev.facteur.platform.Threads;
import dev.facteur.platform.secret.Secret;
import dev.facteur.platform.tls.ClientTls;
import dev.facteur.protocol.smtp.Timeouts;
import dev.facteur.route.AccessTokens;
import dev.facteur.route.Route;
import dev.facteur.route.Rung;
import dev.facteur.route.TlsMode;
import dev.facteur.sign.SignedMail;
import dev.facteur.spool.ContentKey;
import dev.facteur.spool.Place;
import dev.facteur.spool.SpooledMail;
import dev.facteur.testkit.TestAuthority;
import dev.facteur.testkit.Zone;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// A transport in the real world of this machine, with an authority of its own, and mails to send.
final class Bench implements AutoCloseable {
    static final String HOST = "provider.test";
    static final Route.Login LOGIN = new Route.Login("site", new Secret("hunter2-long"));
    private static final Address ME = new Address("me", "example.com");
    static final String[] MODERN = {"PIPELINING", "8BITMIME", "SMTPUTF8", "DSN"};
    static final Timeouts PATIENT = Timeouts.all(Duration.ofSeconds(20));
    private static final List<InetAddress> LOOPBACK = List.of(InetAddress.getLoopbackAddress());

    /// No candidate is overtaken only because the machine is busy.
    static final DialPace UNHURRIED = new DialPace(Duration.ofSeconds(20), Duration.ofSeconds(20));

    final TestAuthority authority;
    final SSLContext serving;
    private final Path caFile;
    final SmtpTransport transport;

    Bench(Path folder) {
        this(folder, PATIENT, LOOPBACK);
    }

    Bench(Path folder, DialPace pace) {
        this(TestAuthority.create(folder), folder.resolve("ca.pem"), PATIENT, LOOPBACK, pace);
    }

    /// @param addresses what every host name resolves to
    Bench(Path folder, Timeouts timeouts, List<InetAddress> addresses) {
        this(
                TestAuthority.create(folder),
                folder.resolve("ca.pem"),
                timeouts,
                addresses,
                UNHURRIED);
    }

    /// @param clock by which connections grow old
    Bench(Path folder, Clock clock) {
        this(
                TestAuthority.create(folder),
                folder.resolve("ca.pem"),
                PATIENT,
                LOOPBACK,
                UNHURRIED,
                clock,
                AccessTokens.none());
    }

    /// @param tokens for routes that log in with one
    Bench(Path folder, AccessTokens tokens) {
        this(
                TestAuthority.create(folder),
                folder.resolve("ca.pem"),
                PATIENT,
                LOOPBACK,
                UNHURRIED,
                new SystemClock(),
                tokens);
    }

    /// @param caFile whom the routes trust
    Bench(
            TestAuthority authority,
            Path caFile,
            Timeouts timeouts,
            List<InetAddress> addresses,
            DialPace pace) {
        this(authority, caFile, timeouts, addresses, pace, new SystemClock(), AccessTokens.none());
    }

    private Bench(
            TestAuthority authority,
            Path caFile,
            Timeouts timeouts,
            List<InetAddress> addresses,
            DialPace pace,
            Clock clock,
            AccessTokens tokens) {
        this.authority = authority;
        this.caFile = caFile;
        serving = authority.serving(authority.issue(HOST));
        var surroundings =
                new Surroundings(
                        clock,
                        new SecureRandom(),
                        host -> addresses,
                        new Zone(),
                        _ -> new Zone(),
                        new SystemConnector(),
                        new SystemDisk(),
                        Threads::owner);
        transport =
                new SmtpTransport(
                        surroundings, new ClientTls(clock), timeouts, "me.example", tokens, pace);
    }

    /// A route without TLS, which only loopback may have.
    Route clear(int... ports) {
        return route(null, Route.Limits.DEFAULT, TlsMode.NONE, ports);
    }

    Route startTls(Route.@Nullable Login login, int... ports) {
        return route(login, Route.Limits.DEFAULT, TlsMode.STARTTLS, ports);
    }

    Route route(Route.@Nullable Login login, Route.Limits limits, TlsMode mode, int... ports) {
        var ladder = new ArrayList<Rung>();
        for (int port : ports) {
            ladder.add(new Rung(port, mode));
        }
        return ladder(login, limits, ladder);
    }

    Route ladder(Route.@Nullable Login login, Route.Limits limits, List<Rung> ladder) {
        return new Route(
                1,
                "provider",
                null,
                new Route.Relay(HOST, ladder, login, caFile),
                null,
                Route.Way.SMTP,
                limits,
                true,
                Route.UncertainPolicy.RETRY);
    }

    /// The outcome for one recipient of a small mail.
    Outcome send(Route route) {
        return send(route, mail("Subject: hello\r\n\r\nbody\r\n"), "a").getFirst();
    }

    List<Outcome> send(Route route, SignedMail mail, String... recipients) {
        var list = new ArrayList<Recipient>();
        for (var name : recipients) {
            var address = new Address(name, "example.net");
            list.add(new Recipient(list.size(), address, Notify.UNSTATED, null));
        }
        return transport.send(route, mail, list);
    }

    static SignedMail mail(String content) {
        return mail(content, Envelope.Body.SEVEN_BIT, false);
    }

    static SignedMail mail(String content, Address sender) {
        return mail(content, sender, Envelope.Body.SEVEN_BIT, false);
    }

    static SignedMail mail(String content, Envelope.Body body, boolean smtpUtf8) {
        return mail(content, ME, body, smtpUtf8);
    }

    private static SignedMail mail(
            String content, Address sender, Envelope.Body body, boolean smtpUtf8) {
        var bytes = content.getBytes(UTF_8);
        var spooled =
                new SpooledMail(
                        new MailId(1),
                        1,
                        sender,
                        body,
                        smtpUtf8,
                        Envelope.Returned.UNSTATED,
                        null,
                        new Place(0, 0, bytes.length, ContentKey.FORGOTTEN));
        return new SignedMail(spooled, "", () -> new ByteArrayInputStream(bytes));
    }

    /// The cause of an outcome that is not a delivery.
    static Outcome.Cause cause(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Deferred(var cause, _) -> cause;
            case Outcome.Refused(var cause) -> cause;
            case Outcome.Uncertain(var cause) -> cause;
            case Outcome.Parked(var cause) -> cause;
            case Outcome.Delivered delivered -> throw new AssertionError(delivered.toString());
        };
    }

    @Override
    public void close() {
        transport.close();
    }
}
