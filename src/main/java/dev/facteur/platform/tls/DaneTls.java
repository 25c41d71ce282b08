package dev.facteur.platform.tls;

import dev.facteur.platform.Clock;
import dev.facteur.protocol.dane.TlsaSet;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/// TLS to mail servers whose certificates DNS promises (RFC 7672). Safe for use by many threads.
public final class DaneTls {
    private final Clock clock;

    public DaneTls(Clock clock) {
        this.clock = clock;
    }

    /// Puts TLS over a connection. The handshake happens when asked for, and fails when the server
    /// does not show what the records promise; closing the result closes `plain`.
    ///
    /// @param base the name under which the records were found; it is sent as SNI (RFC 7672 §8.1)
    /// @param names of which a certificate under a promised authority must carry one
    public SSLSocket over(Socket plain, String base, TlsaSet records, Set<String> names)
            throws IOException {
        var factory = context(records, names).getSocketFactory();
        var socket = (SSLSocket) factory.createSocket(plain, base, plain.getPort(), true);
        var parameters = socket.getSSLParameters();
        parameters.setProtocols(ClientTls.PROTOCOLS.clone());
        socket.setSSLParameters(parameters);
        return socket;
    }

    /// A new one each time: a session that is resumed shows no certificate, and what was promised
    /// may have changed since it was made.
    private SSLContext context(TlsaSet records, Set<String> names) throws IOException {
        try {
            var context = SSLContext.getInstance("TLS");
            var trust = new DaneTrust(records, names, clock);
            context.init(new KeyManager[0], new TrustManager[] {trust}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot set up TLS: " + e.getMessage(), e);
        }
    }
}
