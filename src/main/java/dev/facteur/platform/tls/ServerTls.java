package dev.facteur.platform.tls;

import dev.facteur.platform.Clock;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/// TLS as our doors speak it: versions 1.2 and 1.3, one certificate for all doors, read again when
/// its files change (looked at during handshakes, every few seconds at most). A new pair that
/// cannot be used leaves the one from before in place and is logged once.
///
/// Safe for use by many threads.
public final class ServerTls {
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    private final Path certificateFile;
    private final ReloadingKeyManager keys;
    private final SSLContext context;

    private ServerTls(Path certificateFile, ReloadingKeyManager keys, SSLContext context) {
        this.certificateFile = certificateFile;
        this.keys = keys;
        this.context = context;
    }

    /// Uses PEM files: a certificate chain with the server's own certificate first, and its private
    /// key. Both may be the same file.
    ///
    /// @throws TlsFileException when they cannot be used; the message says why and what to do
    public static ServerTls fromFiles(
            Path certificateFile, Path keyFile, Clock clock, SecureRandom random)
            throws IOException {
        var source =
                new ReloadingKeyManager.KeySource() {
                    @Override
                    public Object stamp() {
                        return List.of(FileStamp.of(certificateFile), FileStamp.of(keyFile));
                    }

                    @Override
                    public KeyPairInMemory load() throws IOException {
                        return KeyPairInMemory.load(certificateFile, keyFile);
                    }
                };
        return create(certificateFile, source, clock, random);
    }

    /// Makes a self-signed certificate in `folder` when there is none that serves, for `localhost`,
    /// the loopback addresses and `serverName`, and renews it before it expires.
    public static ServerTls selfSigned(
            Path folder, String serverName, Clock clock, SecureRandom random) throws IOException {
        var source = new SelfSigned(folder, serverName, clock, random);
        return create(source.certificateFile(), source, clock, random);
    }

    private static ServerTls create(
            Path certificateFile,
            ReloadingKeyManager.KeySource source,
            Clock clock,
            SecureRandom random)
            throws IOException {
        var keys = ReloadingKeyManager.load(source, clock);
        try {
            var context = SSLContext.getInstance("TLS");
            // An empty list, because null would read the system's authorities, which a server that
            // asks for no client certificate does not need.
            context.init(new KeyManager[] {keys}, new TrustManager[0], random);
            return new ServerTls(certificateFile, keys, context);
        } catch (GeneralSecurityException e) {
            throw new IOException("this JDK offers no TLS: " + e.getMessage(), e);
        }
    }

    /// For servers that make their own sockets or engines.
    public SSLContext context() {
        return context;
    }

    /// The versions such servers must restrict themselves to.
    public static List<String> protocols() {
        return List.of(PROTOCOLS);
    }

    /// Puts the server's side of TLS over an accepted connection. The handshake happens at the
    /// first read or when asked for; closing the result closes `plain`.
    public SSLSocket over(Socket plain) throws IOException {
        var socket =
                (SSLSocket)
                        context.getSocketFactory()
                                .createSocket(
                                        plain,
                                        plain.getInetAddress().getHostAddress(),
                                        plain.getPort(),
                                        true);
        socket.setUseClientMode(false);
        var parameters = socket.getSSLParameters();
        parameters.setProtocols(PROTOCOLS);
        parameters.setUseCipherSuitesOrder(true);
        socket.setSSLParameters(parameters);
        return socket;
    }

    /// The file clients may be given as their authorities file when the certificate is self-signed.
    public Path certificateFile() {
        return certificateFile;
    }

    /// The certificate in use.
    public X509Certificate certificate() {
        return keys.certificate();
    }
}
