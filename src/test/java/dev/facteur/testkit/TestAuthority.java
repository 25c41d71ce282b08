package dev.facteur.testkit;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/// A certificate authority that exists for one test, and the certificates it issues (EC P-256), as
/// PEM files in one folder and as ready [SSLContext]s.
public final class TestAuthority {
    private static final String NAME = "Facteur test authority";
    private static final char[] NO_PASSWORD = {};

    private final Path folder;
    private final X500Name name;
    private final KeyPair keys;
    private final X509Certificate certificate;
    private final AtomicInteger serial = new AtomicInteger(1);
    private @Nullable SSLContext trusting;

    private TestAuthority(Path folder, X500Name name, KeyPair keys, X509Certificate certificate) {
        this.folder = folder;
        this.name = name;
        this.keys = keys;
        this.certificate = certificate;
    }

    /// Makes an authority whose files lie in `folder`, which must exist.
    public static TestAuthority create(Path folder) {
        return create(folder, NAME);
    }

    /// The same under another name; the folder is made where it is missing.
    public static TestAuthority create(Path folder, String called) {
        try {
            Files.createDirectories(folder);
            var name = new X500Name("CN=" + called);
            var keys = newKeys();
            var builder = builder(name, name, keys.getPublic(), 1, Duration.ofDays(30));
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            var authority = new TestAuthority(folder, name, keys, sign(builder, keys.getPrivate()));
            writePem(authority.caFile(), authority.certificate);
            return authority;
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    /// PEM file with the authority's own certificate.
    public Path caFile() {
        return folder.resolve("ca.pem");
    }

    /// The authority's own certificate.
    public X509Certificate certificate() {
        return certificate;
    }

    /// A certificate good for 30 days that carries these names; an IP address becomes an IP entry.
    public Issued issue(String... names) {
        return issueFor(Duration.ofDays(30), names);
    }

    /// As [#issue], good for `life` from now; negative: already expired.
    public Issued issueFor(Duration life, String... names) {
        try {
            return issue(newKeys(), life, names);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// As [#issueFor], with a key of RSA: GnuTLS does not read what the JDK writes of EC.
    public Issued issueRsa(Duration life, String... names) {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return issue(generator.generateKeyPair(), life, names);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private Issued issue(KeyPair pair, Duration life, String... names) {
        try {
            int number = serial.incrementAndGet();
            var subject = new X500Name("CN=" + names[0]);
            var builder = builder(name, subject, pair.getPublic(), number, life);
            builder.addExtension(Extension.subjectAlternativeName, false, alternatives(names));
            var issued = sign(builder, keys.getPrivate());
            var certificateFile = folder.resolve("certificate-" + number + ".pem");
            var keyFile = folder.resolve("key-" + number + ".pem");
            writePem(certificateFile, issued);
            writePem(keyFile, new JcaPKCS8Generator(pair.getPrivate(), null));
            return new Issued(certificateFile, keyFile, issued, pair.getPrivate());
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    /// For clients: trusts this authority and no other. Always the same, so that TLS sessions are
    /// resumed as between real peers.
    public synchronized SSLContext trusting() {
        if (trusting == null) trusting = newTrusting();
        return trusting;
    }

    private SSLContext newTrusting() {
        try {
            var store = emptyStore();
            store.setCertificateEntry("authority", certificate);
            var trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(store);
            var context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /// For servers: shows this certificate.
    public SSLContext serving(Issued issued) {
        try {
            var store = emptyStore();
            var chain = new Certificate[] {issued.certificate()};
            store.setKeyEntry("server", issued.key(), NO_PASSWORD, chain);
            var keyManagers = KeyManagerFactory.getInstance("SunX509");
            keyManagers.init(store, NO_PASSWORD);
            var context = SSLContext.getInstance("TLS");
            context.init(keyManagers.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /// A client's TLS over a connected socket, names verified as in HTTPS.
    public Socket startTls(Socket plain, String host) throws IOException {
        var factory = trusting().getSocketFactory();
        var socket =
                (javax.net.ssl.SSLSocket)
                        factory.createSocket(plain, host, plain.getPort(), /* autoClose= */ true);
        var parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        return store;
    }

    private static KeyPair newKeys() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static JcaX509v3CertificateBuilder builder(
            X500Name issuer, X500Name subject, PublicKey key, int serial, Duration life) {
        var now = Instant.now();
        var from = now.minus(Duration.ofDays(60));
        return new JcaX509v3CertificateBuilder(
                issuer,
                BigInteger.valueOf(serial),
                Date.from(from),
                Date.from(now.plus(life)),
                subject,
                key);
    }

    private static X509Certificate sign(JcaX509v3CertificateBuilder builder, PrivateKey key)
            throws GeneralSecurityException, OperatorCreationException {
        var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(key);
        return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    }

    private static GeneralNames alternatives(String... names) {
        var list = new GeneralName[names.length];
        for (int i = 0; i < names.length; i++) {
            boolean address = names[i].contains(":") || names[i].matches("[0-9.]+");
            list[i] =
                    new GeneralName(
                            address ? GeneralName.iPAddress : GeneralName.dNSName, names[i]);
        }
        return new GeneralNames(list);
    }

    private static void writePem(Path file, Object object) throws IOException {
        var text = new StringWriter();
        try (var writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        }
        Files.writeString(file, text.toString());
    }

    /// A certificate with its key, in files and in memory.
    public record Issued(
            Path certificateFile, Path keyFile, X509Certificate certificate, PrivateKey key) {}
}
