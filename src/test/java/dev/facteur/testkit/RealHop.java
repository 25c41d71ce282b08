package dev.facteur.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A real mail server that demands STARTTLS and a login, keeps every mail in a Maildir, and answers
/// `tempfail@example.com` with 451 and `permfail@example.com` with 550.
public final class RealHop implements AutoCloseable {
    private static final String USER = "gateway";
    private static final String PASSWORD = "kept-secret-3";

    private final Kind kind;
    private final Path folder;
    private final NextHop nextHop;
    private final int implicitPort;
    private final ForeignServer server;

    /// Before one that cannot do TLS.
    private final @Nullable TlsFront front;

    /// Which server.
    public enum Kind {
        EXIM("exim4-daemon-light", "exim4-hop.sh"),
        HARAKA("haraka", "haraka-hop.sh"),
        OPENSMTPD("opensmtpd", "opensmtpd-hop.sh"),
        /// Takes mail from whoever calls, with TLS or without: the server of a recipient's domain.
        EXIM_EXCHANGER("exim4-daemon-light", "exim4-exchanger.sh");

        private final String unpacked;
        private final String script;

        Kind(String unpacked, String script) {
            this.unpacked = unpacked;
            this.script = script;
        }

        /// What it offers of PIPELINING, 8BITMIME and CHUNKING, each with what its log says of a
        /// mail that came by it.
        private Map<String, String> signs() {
            return switch (this) {
                case EXIM, EXIM_EXCHANGER ->
                        Map.of(
                                "PIPELINING", " <= .* L[.*]? ",
                                "8BITMIME", " <= .* M8S=8 ",
                                "CHUNKING", " <= .* K ");
                case HARAKA ->
                        Map.of(
                                "PIPELINING", "was used: PIPELINING",
                                "8BITMIME", "was used: 8BITMIME");
                case OPENSMTPD -> Map.of("8BITMIME", "<<< MAIL FROM:.* BODY=8BITMIME");
            };
        }
    }

    private RealHop(
            Kind kind,
            Path folder,
            NextHop nextHop,
            int implicitPort,
            ForeignServer server,
            @Nullable TlsFront front) {
        this.kind = kind;
        this.folder = folder;
        this.nextHop = nextHop;
        this.implicitPort = implicitPort;
        this.server = server;
        this.front = front;
    }

    /// Returns when it takes connections.
    public static RealHop start(Kind kind, Path folder) throws IOException {
        Files.createDirectories(folder);
        return start(kind, folder, certificate(folder), folder.resolve("key.pem"));
    }

    /// With a certificate that somebody else has made.
    ///
    /// @param folder is made where it does not exist
    public static RealHop start(Kind kind, Path folder, Path certificate, Path key)
            throws IOException {
        Files.createDirectories(folder);
        // The servers deliver as other users.
        Program.of("chmod", "755", folder.resolve(".."), folder).succeed();
        var ports = FreePorts.take(2);
        int port = ports.get(0);
        var program =
                PeerWorld.in(folder, kind.unpacked)
                        .file("/etc/mailname", "hop.example\n")
                        .file("/etc/hop/key.pem", Files.readString(key))
                        .file("/etc/hop/certificate.pem", Files.readString(certificate))
                        .script(kind.script)
                        .environment("PORT", String.valueOf(port))
                        .environment("IMPLICIT", String.valueOf(ports.get(1)))
                        .environment("HOP_USER", USER)
                        .environment("HOP_PASSWORD", PASSWORD);
        var front = kind == Kind.OPENSMTPD ? front(port, certificate, key) : null;
        int door = front == null ? port : front.port();
        var next = new NextHop(door, USER, PASSWORD, certificate);
        var server =
                ForeignServer.until(folder.resolve("stop"), program, folder.resolve("mainlog"))
                        .awaitOpen("the mail server", () -> ForeignServer.greets(next.port()));
        return new RealHop(kind, folder, next, ports.get(1), server, front);
    }

    /// Of RSA, as most have.
    private static Path certificate(Path folder) {
        var certificate = folder.resolve("certificate.pem");
        var options = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost";
        var command = new ArrayList<Object>(List.of("openssl"));
        command.addAll(List.of(options.split(" ")));
        command.addAll(List.of("-addext", "subjectAltName=DNS:localhost"));
        command.addAll(List.of("-keyout", folder.resolve("key.pem"), "-out", certificate));
        Program.of(command.toArray()).succeed();
        return certificate;
    }

    private static TlsFront front(int port, Path certificate, Path key) throws IOException {
        return TlsFront.before(port, certificate, key, USER, PASSWORD);
    }

    public NextHop nextHop() {
        return nextHop;
    }

    /// Where it speaks TLS from the first byte; Exim and Haraka do.
    public int implicitPort() {
        return implicitPort;
    }

    /// What arrived, oldest first, lines ending in CRLF.
    public List<byte[]> mails() {
        var arrived = folder.resolve("mail/new");
        if (!Files.isDirectory(arrived)) return List.of();
        try (var files = Files.list(arrived)) {
            var mails = new ArrayList<byte[]>();
            for (var file : files.sorted().toList()) {
                mails.add(Arrived.withCrlf(Files.readAllBytes(file)));
            }
            return mails;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Those of PIPELINING, 8BITMIME and CHUNKING that it offers and no mail has come by.
    public List<String> unusedExtensions() {
        var log = log();
        return kind.signs().entrySet().stream()
                .filter(sign -> !Pattern.compile(sign.getValue()).matcher(log).find())
                .map(Map.Entry::getKey)
                .toList();
    }

    /// Its log, for messages of failed tests.
    public String log() {
        return server.log();
    }

    @Override
    public void close() throws IOException {
        if (front != null) front.close();
        server.close();
    }
}
