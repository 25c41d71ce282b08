package dev.facteur.deliver.security;

import dev.facteur.deliver.Via;
import dev.facteur.deliver.smtp.TlsWitness;
import dev.facteur.deliver.tlsreport.AppliedPolicy;
import dev.facteur.deliver.tlsreport.TlsResult;
import dev.facteur.deliver.tlsreport.TlsSession;
import dev.facteur.platform.tls.MxTls;
import dev.facteur.protocol.mtasts.StsPolicy;
import java.io.IOException;
import java.net.InetAddress;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/// Counts how TLS went, under the policy of the moment.
///
/// @param domain of the recipient
/// @param tried an MTA-STS policy in testing: nothing depends on it, and what it would have refused
///   counts as failed
record SessionWitness(
        String domain,
        AppliedPolicy policy,
        @Nullable StsPolicy tried,
        MxTls tls,
        Consumer<TlsSession> counted)
        implements TlsWitness {

    @Override
    public void secured(Via via, InetAddress from, SSLSession session) {
        var result = tried == null ? TlsResult.SUCCESS : judged(tried, via.host(), session);
        if (result == TlsResult.SUCCESS) counted.accept(TlsSession.success(domain, policy));
        else counted.accept(failure(via, from, result, ""));
    }

    private TlsResult judged(StsPolicy tried, String host, SSLSession session) {
        if (!tried.names(host)) return TlsResult.VALIDATION_FAILURE;
        try {
            tls.judge(chain(session), host);
            return TlsResult.SUCCESS;
        } catch (CertificateException e) {
            return ofCertificate(e);
        } catch (IOException unverifiable) {
            return TlsResult.VALIDATION_FAILURE;
        }
    }

    private static List<X509Certificate> chain(SSLSession session)
            throws SSLPeerUnverifiedException {
        return Arrays.stream(session.getPeerCertificates())
                .map(X509Certificate.class::cast)
                .toList();
    }

    @Override
    public void failed(Via via, InetAddress from, Fault fault, @Nullable Exception why) {
        counted.accept(
                switch (fault) {
                    case STARTTLS_NOT_OFFERED ->
                            failure(via, from, TlsResult.STARTTLS_NOT_SUPPORTED, "");
                    case STARTTLS_REFUSED ->
                            failure(via, from, TlsResult.STARTTLS_NOT_SUPPORTED, "refused");
                    case HANDSHAKE -> failure(via, from, ofCertificate(why), "handshake");
                });
    }

    private TlsSession failure(Via via, InetAddress from, TlsResult result, String detail) {
        return new TlsSession(
                domain, policy, result, via.host(), via.address(), from.getHostAddress(), detail);
    }

    /// RFC 8460 §4.3.1.
    private static TlsResult ofCertificate(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            var text = String.valueOf(cause.getMessage());
            if (cause instanceof CertificateExpiredException) return TlsResult.CERTIFICATE_EXPIRED;
            if (cause instanceof CertPathBuilderException) return TlsResult.CERTIFICATE_NOT_TRUSTED;
            if (cause instanceof CertificateException
                    && (text.startsWith("No name matching")
                            || text.startsWith("No subject alternative")
                            || text.contains("is for none of"))) {
                return TlsResult.CERTIFICATE_HOST_MISMATCH;
            }
        }
        return TlsResult.VALIDATION_FAILURE;
    }
}
