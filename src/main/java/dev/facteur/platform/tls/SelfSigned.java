package dev.facteur.platform.tls;

import dev.facteur.platform.Clock;
import dev.facteur.platform.PrivateFile;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// The certificate a gateway makes for itself: for loopback use, and for clients that are given the
/// certificate file as their authorities file. It vouches for itself only (`CA:FALSE`), so who
/// trusts it trusts no other.
final class SelfSigned implements ReloadingKeyManager.KeySource {
    /// More than 825 days are refused by Apple's clients.
    private static final Duration VALID = Duration.ofDays(820);

    private static final Duration RENEW_BEFORE = Duration.ofDays(30);

    private final Path folder;
    private final String serverName;
    private final Clock clock;
    private final SecureRandom random;

    SelfSigned(Path folder, String serverName, Clock clock, SecureRandom random) {
        this.folder = folder;
        this.serverName = serverName.toLowerCase(Locale.ROOT);
        this.clock = clock;
        this.random = random;
    }

    Path certificateFile() {
        return folder.resolve("certificate.pem");
    }

    private Path keyFile() {
        return folder.resolve("key.pem");
    }

    /// Changes with the files, and once a day, so that the time for renewal is noticed.
    @Override
    public Object stamp() {
        long day = Duration.between(Instant.EPOCH, clock.now()).toDays();
        return List.of(FileStamp.of(certificateFile()), FileStamp.of(keyFile()), day);
    }

    /// The pair on disk when it still serves; a new one otherwise.
    @Override
    public KeyPairInMemory load() throws IOException {
        if (Files.exists(certificateFile()) && Files.exists(keyFile())) {
            var pair = KeyPairInMemory.load(certificateFile(), keyFile());
            if (serves(pair.certificate())) return pair;
        }
        make();
        return KeyPairInMemory.load(certificateFile(), keyFile());
    }

    private boolean serves(X509Certificate certificate) {
        var end = certificate.getNotAfter().toInstant();
        if (end.isBefore(clock.now().plus(RENEW_BEFORE))) return false;
        try {
            var names = certificate.getSubjectAlternativeNames();
            return names != null && names.stream().anyMatch(n -> serverName.equals(n.get(1)));
        } catch (CertificateParsingException _) {
            return false;
        }
    }

    private void make() throws IOException {
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            var pair = generator.generateKeyPair();
            var certificate = certificate(pair);
            var key = Pem.write("PRIVATE KEY", pair.getPrivate().getEncoded());
            PrivateFile.replace(keyFile(), key.getBytes(StandardCharsets.US_ASCII));
            var text = Pem.write("CERTIFICATE", certificate);
            PrivateFile.replace(certificateFile(), text.getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IOException("cannot make a self-signed certificate: " + e.getMessage(), e);
        }
    }

    private byte[] certificate(KeyPair pair)
            throws GeneralSecurityException, OperatorCreationException, IOException {
        var now = clock.now();
        var name = subject();
        var extensions = new JcaX509ExtensionUtils();
        var builder =
                new JcaX509v3CertificateBuilder(
                        name,
                        new BigInteger(120, random).setBit(119),
                        Date.from(now.minus(Duration.ofDays(1))),
                        Date.from(now.plus(VALID)),
                        name,
                        pair.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        builder.addExtension(
                Extension.extendedKeyUsage,
                false,
                new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
        builder.addExtension(Extension.subjectAlternativeName, false, names());
        builder.addExtension(
                Extension.subjectKeyIdentifier,
                false,
                extensions.createSubjectKeyIdentifier(pair.getPublic()));
        var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate());
        return builder.build(signer).getEncoded();
    }

    private X500Name subject() {
        // RFC 5280 allows 64 characters in a common name; clients look at the names below it.
        var text = serverName.length() > 64 ? "facteur" : serverName;
        return new X500NameBuilder().addRDN(BCStyle.CN, text).build();
    }

    private GeneralNames names() {
        var names = new ArrayList<GeneralName>();
        names.add(new GeneralName(GeneralName.dNSName, "localhost"));
        names.add(new GeneralName(GeneralName.iPAddress, "127.0.0.1"));
        names.add(new GeneralName(GeneralName.iPAddress, "::1"));
        if (!List.of("localhost", "127.0.0.1").contains(serverName)) {
            var kind = serverName.matches("[0-9.]+") ? GeneralName.iPAddress : GeneralName.dNSName;
            names.add(new GeneralName(kind, serverName));
        }
        return new GeneralNames(names.toArray(GeneralName[]::new));
    }
}
