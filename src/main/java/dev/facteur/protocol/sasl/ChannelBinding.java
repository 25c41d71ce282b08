package dev.facteur.protocol.sasl;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/// What ties a SCRAM login to the TLS connection it runs in, so that it cannot be passed on through
/// another one.
public final class ChannelBinding {
    /// RFC 9266: the binding of TLS 1.3.
    public static final String EXPORTER = "tls-exporter";

    /// RFC 5929 §4: works with every TLS version.
    public static final String SERVER_END_POINT = "tls-server-end-point";

    private static final int EXPORTER_BYTES = 32;

    private final String type;
    private final byte[] bytes;

    private ChannelBinding(String type, byte[] bytes) {
        this.type = type;
        this.bytes = bytes;
    }

    public String type() {
        return type;
    }

    byte[] bytes() {
        return bytes.clone();
    }

    /// The binding a client uses on this session: the exporter in TLS 1.3 (RFC 9266 §1 makes it the
    /// default there), the server's certificate before. Empty when the session allows neither.
    public static Optional<ChannelBinding> forClient(SSLSession session) {
        if (session.getProtocol().equals("TLSv1.3")) return exporter(session);
        try {
            return session.getPeerCertificates()[0] instanceof X509Certificate certificate
                    ? serverEndPoint(certificate)
                    : Optional.empty();
        } catch (SSLPeerUnverifiedException e) {
            return Optional.empty();
        }
    }

    /// The bindings a server lets its client choose from on this session, best first. None before
    /// TLS 1.3: clients of that age bind by tls-unique, which the JDK does not give us, and would
    /// fail with -PLUS where they succeed without.
    public static List<ChannelBinding> forServer(SSLSession session) {
        var bindings = new ArrayList<ChannelBinding>(2);
        exporter(session).ifPresent(bindings::add);
        var certificates = session.getLocalCertificates();
        if (!bindings.isEmpty()
                && certificates != null
                && certificates[0] instanceof X509Certificate certificate) {
            serverEndPoint(certificate).ifPresent(bindings::add);
        }
        return bindings;
    }

    /// RFC 9266 §2. Empty where the session has no exporter, or is not TLS 1.3: earlier versions
    /// are safe only with the extended master secret, which the JDK does not tell us about.
    public static Optional<ChannelBinding> exporter(SSLSession session) {
        if (!(session instanceof ExtendedSSLSession extended)
                || !session.getProtocol().equals("TLSv1.3")) return Optional.empty();
        try {
            byte[] bytes =
                    extended.exportKeyingMaterialData(
                            "EXPORTER-Channel-Binding", new byte[0], EXPORTER_BYTES);
            return Optional.of(new ChannelBinding(EXPORTER, bytes));
        } catch (SSLException | UnsupportedOperationException e) {
            return Optional.empty();
        }
    }

    /// RFC 5929 §4.1: the certificate hashed by its signature's own hash, or by SHA-256 where that
    /// is MD5 or SHA-1. Empty for a signature without one (Ed25519), where the RFC leaves it
    /// undefined.
    public static Optional<ChannelBinding> serverEndPoint(X509Certificate certificate) {
        String algorithm = hashOf(certificate.getSigAlgName().toUpperCase(Locale.ROOT));
        if (algorithm.isEmpty()) return Optional.empty();
        try {
            byte[] bytes = MessageDigest.getInstance(algorithm).digest(certificate.getEncoded());
            return Optional.of(new ChannelBinding(SERVER_END_POINT, bytes));
        } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
            return Optional.empty();
        }
    }

    private static String hashOf(String signature) {
        int with = signature.indexOf("WITH");
        if (with < 0) return "";
        return switch (signature.substring(0, with)) {
            case "MD5", "SHA1", "SHA256" -> "SHA-256";
            case "SHA224" -> "SHA-224";
            case "SHA384" -> "SHA-384";
            case "SHA512" -> "SHA-512";
            default -> "";
        };
    }

    /// Names the type only: the bytes belong to one connection.
    @Override
    public String toString() {
        return type;
    }
}
