package dev.facteur.platform.tls;

import dev.facteur.platform.FileTrouble;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/// PEM files (RFC 7468): certificates, and private keys in the three forms that tools write.
final class Pem {
    private static final long MAX_FILE_BYTES = 5_000_000;
    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final List<String> KEY_ALGORITHMS = List.of("RSA", "EC", "Ed25519", "Ed448");

    private Pem() {}

    private record Block(String label, String base64, Path file) {
        byte[] der() throws TlsFileException {
            try {
                return Base64.getMimeDecoder().decode(base64);
            } catch (IllegalArgumentException e) {
                throw new TlsFileException(file + ": the block " + label + " is damaged", e);
            }
        }
    }

    /// All certificates of a file, in their order; at least one.
    static List<X509Certificate> certificates(Path file) throws TlsFileException {
        var certificates = new ArrayList<X509Certificate>();
        try {
            var factory = CertificateFactory.getInstance("X.509");
            for (var block : blocks(file)) {
                if (!block.label.equals("CERTIFICATE")
                        && !block.label.equals("TRUSTED CERTIFICATE")
                        && !block.label.equals("X509 CERTIFICATE")) continue;
                var read = factory.generateCertificate(new ByteArrayInputStream(block.der()));
                certificates.add((X509Certificate) read);
            }
        } catch (CertificateException e) {
            throw new TlsFileException(
                    file
                            + ": certificate "
                            + (certificates.size() + 1)
                            + " is damaged; copy the file again from where it was issued",
                    e);
        }
        if (certificates.isEmpty()) {
            throw new TlsFileException(
                    file
                            + " holds no certificate; it must be a PEM file with a"
                            + " -----BEGIN CERTIFICATE----- block");
        }
        return certificates;
    }

    /// The first private key of a file: PKCS#8, PKCS#1 (`RSA PRIVATE KEY`) or SEC 1 (`EC PRIVATE
    /// KEY`), without passphrase.
    static PrivateKey privateKey(Path file) throws TlsFileException {
        for (var block : blocks(file)) {
            var key =
                    switch (block.label) {
                        case "PRIVATE KEY" -> decode(file, block.der());
                        case "RSA PRIVATE KEY" -> decode(file, wrapRsa(file, block.der()));
                        case "EC PRIVATE KEY" -> decode(file, wrapEc(file, block.der()));
                        case "ENCRYPTED PRIVATE KEY" -> throw encrypted(file);
                        default -> null;
                    };
            if (key != null) return key;
        }
        throw new TlsFileException(
                file
                        + " holds no private key; it must be a PEM file with a -----BEGIN PRIVATE"
                        + " KEY----- block");
    }

    static String write(String label, byte[] der) {
        var lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return BEGIN + label + "-----\n" + lines + "\n" + END + label + "-----\n";
    }

    private static List<Block> blocks(Path file) throws TlsFileException {
        var blocks = new ArrayList<Block>();
        var text = read(file);
        int at = 0;
        while ((at = text.indexOf(BEGIN, at)) >= 0) {
            int labelEnd = text.indexOf("-----", at + BEGIN.length());
            if (labelEnd < 0) throw unfinished(file);
            var label = text.substring(at + BEGIN.length(), labelEnd);
            int end = text.indexOf(END + label + "-----", labelEnd);
            if (end < 0) throw unfinished(file);
            var body = text.substring(labelEnd + 5, end);
            if (body.contains("Proc-Type:") && body.contains("ENCRYPTED")) throw encrypted(file);
            blocks.add(new Block(label, body, file));
            at = end + END.length();
        }
        return blocks;
    }

    private static String read(Path file) throws TlsFileException {
        try {
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw new TlsFileException(file + " is too large to be a PEM file");
            }
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (TlsFileException e) {
            throw e;
        } catch (IOException e) {
            throw new TlsFileException(file + " cannot be read: " + FileTrouble.words(e), e);
        }
    }

    private static PrivateKey decode(Path file, byte[] pkcs8) throws TlsFileException {
        GeneralSecurityException last = null;
        for (var algorithm : KEY_ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm)
                        .generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (GeneralSecurityException e) {
                last = e;
            }
        }
        throw new TlsFileException(
                file
                        + ": the private key is damaged or of an unknown kind; RSA, EC and Ed25519"
                        + " are known",
                last);
    }

    private static byte[] wrapRsa(Path file, byte[] pkcs1) throws TlsFileException {
        try {
            var kind =
                    new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE);
            return new PrivateKeyInfo(kind, ASN1Primitive.fromByteArray(pkcs1)).getEncoded();
        } catch (IOException e) {
            throw new TlsFileException(file + ": the RSA private key is damaged", e);
        }
    }

    private static byte[] wrapEc(Path file, byte[] sec1) throws TlsFileException {
        try {
            var key = ECPrivateKey.getInstance(sec1);
            var curve = key.getParametersObject();
            var kind = new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, curve);
            return new PrivateKeyInfo(kind, key).getEncoded();
        } catch (IOException | IllegalArgumentException e) {
            throw new TlsFileException(file + ": the EC private key is damaged", e);
        }
    }

    private static TlsFileException unfinished(Path file) {
        return new TlsFileException(file + " ends in the middle of a block; copy it again");
    }

    private static TlsFileException encrypted(Path file) {
        return new TlsFileException(
                file
                        + ": the private key is protected by a passphrase, which a service cannot"
                        + " type; remove it with: openssl pkey -in "
                        + file
                        + " -out NEW_FILE");
    }
}
