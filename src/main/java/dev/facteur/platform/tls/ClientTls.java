package dev.facteur.platform.tls;

import dev.facteur.platform.Clock;
import dev.facteur.protocol.dane.CertificateNames;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// TLS as we speak it to other servers: versions 1.2 and 1.3, chain and name always verified. There
/// is no way to switch verification off; a private authority is named by its file instead.
///
/// Safe for use by many threads. Contexts are kept, so that TLS sessions are resumed.
public final class ClientTls {
    static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    /// How long authorities stay in use unread: one that expires is left out after that.
    private static final long REREAD_NANOS = Duration.ofHours(1).toNanos();

    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Path, Kept> files = new HashMap<>();
    private @Nullable Trusting system;

    private record Trusting(SSLContext context, X509ExtendedTrustManager authorities) {}

    private record Kept(FileStamp stamp, long readNanos, Trusting trusting) {}

    public ClientTls(Clock clock) {
        this.clock = clock;
    }

    /// The context that trusts the authorities in `caFile`, or the system's when it is null. Its
    /// trust manager refuses connections that do not check the server's name, see [#over].
    ///
    /// @throws TlsFileException when the file cannot be used; the message says why
    public SSLContext forRoute(@Nullable Path caFile) throws IOException {
        return trusting(caFile).context;
    }

    /// Looks at what a server has shown on a connection that did not ask for a proof.
    ///
    /// @param chain its own certificate first
    /// @throws CertificateException when a connection that asks for one would not have come about
    public void judge(List<X509Certificate> chain, String host, @Nullable Path caFile)
            throws CertificateException, IOException {
        if (chain.isEmpty()) throw new CertificateException("the server sent no certificate");
        chain.getFirst().checkValidity(Date.from(clock.now()));
        var shown = chain.toArray(X509Certificate[]::new);
        trusting(caFile).authorities.checkServerTrusted(shown, "UNKNOWN");
        if (!CertificateNames.match(chain.getFirst(), List.of(host))) {
            throw new CertificateException("No name matching " + host + " found");
        }
    }

    private Trusting trusting(@Nullable Path caFile) throws IOException {
        lock.lock();
        try {
            return caFile == null ? system() : file(caFile);
        } finally {
            lock.unlock();
        }
    }

    /// Puts TLS over a connection to `host`, whose certificate must carry that name or address. The
    /// handshake happens when asked for; closing the result closes `plain`.
    public SSLSocket over(Socket plain, String host, @Nullable Path caFile) throws IOException {
        var factory = forRoute(caFile).getSocketFactory();
        var socket = (SSLSocket) factory.createSocket(plain, host, plain.getPort(), true);
        var parameters = socket.getSSLParameters();
        parameters.setProtocols(PROTOCOLS);
        // RFC 7817 §3: mail clients compare names as HTTPS does (RFC 9525).
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        return socket;
    }

    private Trusting system() throws IOException {
        var known = system;
        if (known == null) {
            known = trustingOnly(null);
            system = known;
        }
        return known;
    }

    private Trusting file(Path caFile) throws IOException {
        var stamp = FileStamp.of(caFile);
        var kept = files.get(caFile);
        if (kept != null
                && kept.stamp.equals(stamp)
                && clock.nanos() - kept.readNanos < REREAD_NANOS) {
            return kept.trusting;
        }
        var trusting = trustingOnly(living(caFile));
        files.put(caFile, new Kept(stamp, clock.nanos(), trusting));
        return trusting;
    }

    /// The authorities that have not expired; the JDK would accept the others as well.
    private List<X509Certificate> living(Path caFile) throws TlsFileException {
        var now = clock.now();
        var all = Pem.certificates(caFile);
        var living = new ArrayList<X509Certificate>();
        for (var certificate : all) {
            if (certificate.getNotAfter().toInstant().isAfter(now)) living.add(certificate);
        }
        if (living.isEmpty()) {
            throw new TlsFileException(
                    "every certificate in "
                            + caFile
                            + " has expired (the last one on "
                            + all.getLast().getNotAfter().toInstant()
                            + "); get the authority's present certificate");
        }
        return living;
    }

    private Trusting trustingOnly(@Nullable List<X509Certificate> authorities) throws IOException {
        try {
            var factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(authorities == null ? null : store(authorities));
            var known = extended(factory);
            var trust = new StrictTrust(known, clock);
            var context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[0], new TrustManager[] {trust}, null);
            return new Trusting(context, known);
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot set up TLS: " + e.getMessage(), e);
        }
    }

    private static KeyStore store(List<X509Certificate> authorities)
            throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (int i = 0; i < authorities.size(); i++) {
            store.setCertificateEntry("authority-" + i, authorities.get(i));
        }
        return store;
    }

    private static X509ExtendedTrustManager extended(TrustManagerFactory factory)
            throws GeneralSecurityException {
        for (var manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager extended) return extended;
        }
        throw new GeneralSecurityException("the JDK offers no extended trust manager");
    }
}
