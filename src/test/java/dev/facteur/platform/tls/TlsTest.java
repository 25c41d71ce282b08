package dev.facteur.platform.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facteur.testkit.ManualClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
    private final SecureRandom random = new SecureRandom();
    private final ManualClock clock = new ManualClock(Instant.now());

    @TempDir Path folder;

    @Test
    void selfSignedCertificateIsTrustedByWhoIsGivenItsFile() throws Exception {
        var server = ServerTls.selfSigned(folder, "mail.example.com", clock, random);
        var client = new ClientTls(clock);

        for (var host : new String[] {"localhost", "127.0.0.1", "mail.example.com"}) {
            var seen = handshake(server, client, host, server.certificateFile());
            assertThat(seen.getEncoded()).isEqualTo(server.certificate().getEncoded());
        }
    }

    @Test
    void selfSignedCertificateIsRefusedByTheSystemsAuthorities() throws Exception {
        var server = ServerTls.selfSigned(folder, "localhost", clock, random);

        assertThatThrownBy(() -> handshake(server, new ClientTls(clock), "localhost", null))
                .isInstanceOf(SSLException.class)
                .hasMessageContaining("PKIX path building failed");
    }

    @Test
    void certificateForAnotherNameIsRefused() throws Exception {
        var server = ServerTls.selfSigned(folder, "localhost", clock, random);

        assertThatThrownBy(() ->
                        handshake(
                                server,
                                new ClientTls(clock),
                                "other.example",
                                server.certificateFile()))
                .isInstanceOf(SSLException.class)
                .hasMessageContaining("other.example");
    }

    @Test
    void connectionThatForgotTheNameCheckIsRefused() throws Exception {
        var server = ServerTls.selfSigned(folder, "localhost", clock, random);
        var context = new ClientTls(clock).forRoute(server.certificateFile());

        assertThatThrownBy(() ->
                        meet(
                                server,
                                plain ->
                                        (SSLSocket)
                                                context.getSocketFactory()
                                                        .createSocket(
                                                                plain,
                                                                "localhost",
                                                                plain.getPort(),
                                                                true)))
                .isInstanceOf(SSLException.class)
                .hasMessageContaining("does not check the server's name");
    }

    @Test
    void expiredCertificateIsRefusedAlsoWhenItIsItselfTrusted() throws Exception {
        var server = ServerTls.selfSigned(folder, "localhost", clock, random);
        var client = new ClientTls(clock);
        client.forRoute(server.certificateFile());
        var end = server.certificate().getNotAfter().toInstant();
        clock.set(Duration.between(clock.now(), end.plusSeconds(1)));

        assertThatThrownBy(() -> handshake(server, client, "localhost", server.certificateFile()))
                .isInstanceOf(SSLException.class)
                .hasMessageContaining("NotAfter");
        assertThatThrownBy(() -> new ClientTls(clock).forRoute(server.certificateFile()))
                .isInstanceOf(TlsFileException.class)
                .hasMessageContaining("has expired");
    }

    @Test
    void selfSignedCertificateIsRenewedBeforeItExpires() throws Exception {
        var server = ServerTls.selfSigned(folder, "localhost", clock, random);
        var first = server.certificate();
        clock.advance(Duration.ofDays(800));

        var second =
                handshake(server, new ClientTls(clock), "localhost", server.certificateFile(), 1);

        assertThat(second.getNotAfter()).isAfter(first.getNotAfter());
    }

    @Test
    void selfSignedFilesAreForTheirOwnerAndKept() throws Exception {
        var first = ServerTls.selfSigned(folder, "localhost", clock, random).certificate();
        var second = ServerTls.selfSigned(folder, "localhost", clock, random).certificate();

        assertThat(second).isEqualTo(first);
        var permissions = Files.getPosixFilePermissions(folder.resolve("key.pem"));
        assertThat(PosixFilePermissions.toString(permissions)).isEqualTo("rw-------");
    }

    @Test
    void changedFilesAreUsedWithoutRestart() throws Exception {
        var a = ServerTls.selfSigned(folder.resolve("a"), "localhost", clock, random);
        var b = ServerTls.selfSigned(folder.resolve("b"), "localhost", clock, random);
        var live = copyPair(folder.resolve("a"));
        var server = ServerTls.fromFiles(live, folder.resolve("live.key"), clock, random);
        assertThat(server.certificate()).isEqualTo(a.certificate());

        copyPair(folder.resolve("b"));
        clock.advance(Duration.ofSeconds(4));

        assertThat(handshake(server, new ClientTls(clock), "localhost", b.certificateFile()))
                .isEqualTo(b.certificate());
    }

    @Test
    void brokenNewPairKeepsTheOldOne() throws Exception {
        var a = ServerTls.selfSigned(folder.resolve("a"), "localhost", clock, random);
        ServerTls.selfSigned(folder.resolve("b"), "localhost", clock, random);
        var live = copyPair(folder.resolve("a"));
        var server = ServerTls.fromFiles(live, folder.resolve("live.key"), clock, random);

        Files.copy(
                folder.resolve("b/key.pem"),
                folder.resolve("live.key"),
                StandardCopyOption.REPLACE_EXISTING);
        clock.advance(Duration.ofSeconds(4));

        assertThat(handshake(server, new ClientTls(clock), "localhost", a.certificateFile()))
                .isEqualTo(a.certificate());
    }

    @Test
    void keyOfAnotherCertificateIsNamed() throws Exception {
        ServerTls.selfSigned(folder.resolve("a"), "localhost", clock, random);
        ServerTls.selfSigned(folder.resolve("b"), "localhost", clock, random);

        assertThatThrownBy(() ->
                        ServerTls.fromFiles(
                                folder.resolve("a/certificate.pem"),
                                folder.resolve("b/key.pem"),
                                clock,
                                random))
                .isInstanceOf(TlsFileException.class)
                .hasMessageContaining("does not belong to the private key in")
                .hasMessageContaining("b/key.pem");
    }

    @Test
    void missingAndForeignFilesAreNamed() throws Exception {
        var text = Files.writeString(folder.resolve("text"), "no certificate here");

        assertThatThrownBy(() -> new ClientTls(clock).forRoute(folder.resolve("missing.pem")))
                .isInstanceOf(TlsFileException.class)
                .hasMessage(folder.resolve("missing.pem") + " cannot be read: it does not exist");
        assertThatThrownBy(() -> new ClientTls(clock).forRoute(text))
                .isInstanceOf(TlsFileException.class)
                .hasMessageContaining("holds no certificate");
    }

    @Test
    void keysInTheFormsOfOpensslAreRead() throws Exception {
        var rsa = "openssl genrsa -traditional -out k.pem 2048";
        var ec = "openssl ecparam -name prime256v1 -genkey -out k.pem";
        var rsa8 = "openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out k.pem";
        var ed = "openssl genpkey -algorithm ed25519 -out k.pem";
        var certificate =
                " && openssl req -x509 -new -key k.pem -subj /CN=localhost -days 30 -out c.pem"
                        + " -addext subjectAltName=DNS:localhost";
        for (var command : new String[] {rsa, ec, rsa8, ed}) {
            run(command + certificate);
            // openssl took its NotBefore from the real clock, which is ahead of ours by now.
            clock.advance(Duration.ofMinutes(1));
            var server =
                    ServerTls.fromFiles(
                            folder.resolve("c.pem"), folder.resolve("k.pem"), clock, random);
            assertThat(
                            handshake(
                                    server,
                                    new ClientTls(clock),
                                    "localhost",
                                    folder.resolve("c.pem")))
                    .as(command)
                    .isEqualTo(server.certificate());
        }
        run(
                "openssl rsa -in k.pem 2>/dev/null; openssl genrsa -aes128 -passout pass:x -out e.pem 2048");
        assertThatThrownBy(() ->
                        ServerTls.fromFiles(
                                folder.resolve("c.pem"), folder.resolve("e.pem"), clock, random))
                .isInstanceOf(TlsFileException.class)
                .hasMessageContaining("passphrase");
    }

    private void run(String command) throws Exception {
        var process =
                new ProcessBuilder("sh", "-c", command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("openssl.log").toFile())
                        .start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        Assumptions.assumeTrue(process.exitValue() != 127, "openssl is not installed");
        assertThat(process.exitValue())
                .as(Files.readString(folder.resolve("openssl.log")))
                .isZero();
    }

    private Path copyPair(Path from) throws IOException {
        var option = StandardCopyOption.REPLACE_EXISTING;
        Files.copy(from.resolve("key.pem"), folder.resolve("live.key"), option);
        return Files.copy(from.resolve("certificate.pem"), folder.resolve("live.pem"), option);
    }

    private X509Certificate handshake(
            ServerTls server, ClientTls client, String host, @Nullable Path caFile)
            throws Exception {
        return meet(server, plain -> client.over(plain, host, caFile));
    }

    /// Lets the first handshakes bring about a change of certificate that the file then shows.
    private X509Certificate handshake(
            ServerTls server, ClientTls client, String host, Path caFile, int before)
            throws Exception {
        for (int i = 0; i < before; i++) {
            assertThatThrownBy(() -> handshake(server, client, host, caFile))
                    .isInstanceOf(IOException.class);
        }
        return handshake(server, client, host, caFile);
    }

    private interface ClientSide {
        SSLSocket over(Socket plain) throws IOException;
    }

    private static X509Certificate meet(ServerTls server, ClientSide side) throws Exception {
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var serving =
                    Thread.ofVirtual()
                            .start(() -> {
                                try (var socket = server.over(listener.accept())) {
                                    socket.startHandshake();
                                    socket.getInputStream().read();
                                } catch (IOException _) {
                                    // The client's side tells.
                                }
                            });
            var plain = new Socket(InetAddress.getLoopbackAddress(), listener.getLocalPort());
            plain.setSoTimeout(10_000);
            try (var socket = side.over(plain)) {
                socket.startHandshake();
                assertThat(socket.getSession().getProtocol()).isIn("TLSv1.3", "TLSv1.2");
                return (X509Certificate) socket.getSession().getPeerCertificates()[0];
            } finally {
                plain.close();
                serving.join();
            }
        }
    }
}
