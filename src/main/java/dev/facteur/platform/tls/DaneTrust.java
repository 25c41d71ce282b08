package dev.facteur.platform.tls;

import dev.facteur.platform.Clock;
import dev.facteur.protocol.dane.TlsaSet;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLEngine;

/// Trusts what TLSA records promise and nothing else: no authority of this machine counts.
final class DaneTrust extends ServerTrust {
    private final TlsaSet records;
    private final Set<String> names;
    private final Clock clock;

    /// @param names of which a certificate under a promised authority must carry one
    DaneTrust(TlsaSet records, Set<String> names, Clock clock) {
        this.records = records;
        this.names = Set.copyOf(names);
        this.clock = clock;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType)
            throws CertificateException {
        records.require(List.of(chain), names, clock.now());
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        checkServerTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        checkServerTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
