package dev.facteur.submit.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.facteur.platform.Clock;
import dev.facteur.platform.Listener;
import dev.facteur.platform.SystemClock;
import dev.facteur.platform.tls.ServerTls;
import dev.facteur.protocol.sasl.ServerMechanisms;
import dev.facteur.testkit.ListReception;
import dev.facteur.testkit.OneCredential;
import dev.facteur.testkit.RawSmtp;
import dev.facteur.testkit.TestAuthority;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;

/// The three kinds of SMTP door on free loopback ports, with a reception that keeps mails in a
/// list.
final class TestDoors implements AutoCloseable {
    static final SmtpSettings SETTINGS =
            new SmtpSettings("mail.test", 100_000, 5, 50, 40, Duration.ofSeconds(20));

    private final ListReception reception = new ListReception();
    private final OneCredential credentials = new OneCredential();
    private final TestAuthority authority;
    private final SmtpService service;
    private final Listener starttls;
    private final Listener implicit;
    private final Listener local;

    TestDoors(Path folder) throws IOException {
        this(folder, SETTINGS, new SystemClock());
    }

    TestDoors(Path folder, SmtpSettings settings, Clock clock) throws IOException {
        this(TestAuthority.create(folder), settings, clock);
    }

    private TestDoors(TestAuthority authority, SmtpSettings settings, Clock clock)
            throws IOException {
        this(authority, certificate(authority), settings, clock);
    }

    /// @param tls with a certificate of the authority for this machine
    TestDoors(TestAuthority authority, ServerTls tls, SmtpSettings settings, Clock clock)
            throws IOException {
        this.authority = authority;
        var random = new SecureRandom();
        var secret = "thirty-two bytes for fake salts!".getBytes(UTF_8);
        var mechanisms = new ServerMechanisms(credentials::verifier, secret, random);
        var access = new Access(credentials, mechanisms);
        service = new SmtpService(settings, reception, access, tls, clock);
        starttls = open(Protection.STARTTLS);
        implicit = open(Protection.IMPLICIT_TLS);
        local = Listener.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        service.openLocal(local, _ -> OneCredential.SITE);
    }

    static ServerTls certificate(TestAuthority authority) throws IOException {
        var issued = authority.issue("localhost", "127.0.0.1");
        return ServerTls.fromFiles(
                issued.certificateFile(), issued.keyFile(), new SystemClock(), new SecureRandom());
    }

    private Listener open(Protection protection) throws IOException {
        var listener = Listener.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        service.open(listener, protection);
        return listener;
    }

    ListReception reception() {
        return reception;
    }

    OneCredential credentials() {
        return credentials;
    }

    TestAuthority authority() {
        return authority;
    }

    SmtpService service() {
        return service;
    }

    int starttlsPort() {
        return starttls.port();
    }

    int implicitPort() {
        return implicit.port();
    }

    int localPort() {
        return local.port();
    }

    /// A client that has just read the greeting.
    RawSmtp atStarttls() throws IOException {
        var client = RawSmtp.connect(starttls.port());
        client.reply();
        return client;
    }

    /// A client inside TLS that has said EHLO.
    RawSmtp atImplicit() throws IOException {
        var client = RawSmtp.connectTls(implicit.port(), authority);
        client.reply();
        client.ask("EHLO client.example");
        return client;
    }

    /// A client inside TLS that has logged in.
    RawSmtp loggedIn() throws IOException {
        var client = atImplicit();
        client.login(OneCredential.USER, OneCredential.PASSWORD);
        return client;
    }

    /// A client at the local door that has said EHLO.
    RawSmtp atLocal() throws IOException {
        return atLocal(local.port());
    }

    /// The same at a local door of its own.
    RawSmtp atLocal(LocalSite site) throws IOException {
        var door = Listener.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        service.openLocal(door, site);
        return atLocal(door.port());
    }

    private static RawSmtp atLocal(int port) throws IOException {
        var client = RawSmtp.connect(port);
        client.reply();
        client.ask("EHLO localhost");
        return client;
    }

    @Override
    public void close() {
        service.close();
    }
}
