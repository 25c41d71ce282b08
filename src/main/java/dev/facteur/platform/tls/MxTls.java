package dev.facteur.platform.tls;

import dev.facteur.platform.Clock;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// TLS as we speak it to the mail servers of recipients: as much is verified as their domain
/// demands. Nothing secret of ours goes this way; where a login does, it is [ClientTls]'s.
///
/// Safe for use by many threads. Contexts are kept, so that TLS sessions are resumed.
public final class MxTls {
    private final ClientTls verified;
    private final DaneTls dane;
    private final @Nullable Path authorities;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable SSLContext anybody;

    public MxTls(Clock clock) {
        this(clock, null);
    }

    /// @param authorities PEM file of those whose word counts where one is asked for; null for the
    ///   system's
    public MxTls(Clock clock, @Nullable Path authorities) {
        this.verified = new ClientTls(clock);
        this.dane = new DaneTls(clock);
        this.authorities = authorities;
    }

    /// Puts TLS over a connection to `host`. The handshake, which fails where the demand is not
    /// met, happens when asked for; closing the result closes `plain`.
    public SSLSocket over(Socket plain, String host, TlsDemand demand) throws IOException {
        return switch (demand) {
            case TlsDemand.Opportunistic _ -> unverified(plain, host);
            case TlsDemand.Verified _ -> verified.over(plain, host, authorities);
            case TlsDemand.Dane(var base, var records, var names) ->
                    dane.over(plain, base, records, Set.copyOf(names));
        };
    }

    /// The authorities whose word counts where one is asked for; null for the system's.
    public @Nullable Path authorities() {
        return authorities;
    }

    /// Whether what a server has shown would do for [TlsDemand.Verified].
    ///
    /// @param chain its own certificate first
    /// @throws CertificateException when not; the message says why
    public void judge(List<X509Certificate> chain, String host)
            throws CertificateException, IOException {
        verified.judge(chain, host, authorities);
    }

    private SSLSocket unverified(Socket plain, String host) throws IOException {
        var factory = anybody().getSocketFactory();
        var socket = (SSLSocket) factory.createSocket(plain, host, plain.getPort(), true);
        var parameters = socket.getSSLParameters();
        parameters.setProtocols(ClientTls.PROTOCOLS.clone());
        socket.setSSLParameters(parameters);
        return socket;
    }

    private SSLContext anybody() throws IOException {
        lock.lock();
        try {
            var known = anybody;
            if (known == null) {
                known = SSLContext.getInstance("TLS");
                known.init(new KeyManager[0], new TrustManager[] {new Anybody()}, null);
                anybody = known;
            }
            return known;
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot set up TLS: " + e.getMessage(), e);
        } finally {
            lock.unlock();
        }
    }

    /// Takes every certificate. Half of the Internet's mail servers show one that proves nothing,
    /// and the alternative would be to send in clear (RFC 7435 §3).
    private static final class Anybody extends X509ExtendedTrustManager {
        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
