package dev.facteur.platform.tls;

import dev.facteur.platform.Clock;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Date;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// The JDK's verification, and two things it leaves out: a certificate that is itself trusted must
/// not have expired either, and a connection that forgot to ask for the name check is refused.
final class StrictTrust extends ServerTrust {
    private final X509ExtendedTrustManager jdk;
    private final Clock clock;

    StrictTrust(X509ExtendedTrustManager jdk, Clock clock) {
        this.jdk = jdk;
        this.clock = clock;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        requireNameCheck(socket instanceof SSLSocket tls ? tls.getSSLParameters() : null);
        requireLiving(chain);
        jdk.checkServerTrusted(chain, authType, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        requireNameCheck(engine.getSSLParameters());
        requireLiving(chain);
        jdk.checkServerTrusted(chain, authType, engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType)
            throws CertificateException {
        requireNameCheck(null);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return jdk.getAcceptedIssuers();
    }

    private static void requireNameCheck(@Nullable SSLParameters parameters)
            throws CertificateException {
        if (parameters == null || parameters.getEndpointIdentificationAlgorithm() == null) {
            throw new CertificateException("this connection does not check the server's name");
        }
    }

    private void requireLiving(X509Certificate[] chain) throws CertificateException {
        if (chain.length == 0) throw new CertificateException("the server sent no certificate");
        chain[0].checkValidity(Date.from(clock.now()));
    }
}
