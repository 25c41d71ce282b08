package dev.facteur.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.facteur.platform.SystemClock;
import dev.facteur.platform.UnixListener;
import dev.facteur.platform.tls.ServerTls;
import dev.facteur.protocol.sasl.ServerMechanisms;
import dev.facteur.submit.smtp.Access;
import dev.facteur.submit.smtp.LocalSite;
import dev.facteur.submit.smtp.SmtpService;
import dev.facteur.submit.smtp.SmtpSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;

/// The gateway's local door at a Unix socket, with a reception that keeps mails in a list.
public final class SocketDoor implements AutoCloseable {
    private static final SmtpSettings SETTINGS =
            new SmtpSettings("mail.test", 1_000_000, 5, 50, 40, Duration.ofSeconds(20));

    private final ListReception reception = new ListReception();
    private final SmtpService service;

    /// @param folder for its certificate, which nobody looks at here
    /// @param site which site a sender belongs to
    public SocketDoor(Path folder, Path socket, LocalSite site) throws IOException {
        var random = new SecureRandom();
        var clock = new SystemClock();
        var tls = ServerTls.selfSigned(folder.resolve("tls"), "mail.test", clock, random);
        var credentials = new OneCredential();
        var secret = "thirty-two bytes for fake salts!".getBytes(UTF_8);
        var mechanisms = new ServerMechanisms(credentials::verifier, secret, random);
        var access = new Access(credentials, mechanisms);
        service = new SmtpService(SETTINGS, reception, access, tls, clock);
        service.openLocal(UnixListener.open(socket), site);
    }

    public ListReception reception() {
        return reception;
    }

    @Override
    public void close() {
        service.close();
    }
}
