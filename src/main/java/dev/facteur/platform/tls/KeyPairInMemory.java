package dev.facteur.platform.tls;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;

/// A certificate chain with its private key, checked to belong together.
record KeyPairInMemory(List<X509Certificate> chain, PrivateKey key) {
    KeyPairInMemory {
        chain = List.copyOf(chain);
    }

    static KeyPairInMemory load(Path certificateFile, Path keyFile) throws TlsFileException {
        var chain = Pem.certificates(certificateFile);
        var key = Pem.privateKey(keyFile);
        if (!belongTogether(chain.getFirst().getPublicKey(), key)) {
            throw new TlsFileException(
                    "the first certificate in "
                            + certificateFile
                            + " ("
                            + chain.getFirst().getSubjectX500Principal()
                            + ") does not belong to the private key in "
                            + keyFile
                            + "; put the server's own certificate first and give its own key");
        }
        return new KeyPairInMemory(chain, key);
    }

    X509Certificate certificate() {
        return chain.getFirst();
    }

    /// The private key must not get into a log by way of a record's text.
    @Override
    public String toString() {
        return "certificate of " + certificate().getSubjectX500Principal();
    }

    private static boolean belongTogether(PublicKey publicKey, PrivateKey key) {
        var algorithm =
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> key.getAlgorithm();
                };
        try {
            var probe = new byte[] {1, 2, 3};
            var signer = Signature.getInstance(algorithm);
            signer.initSign(key);
            signer.update(probe);
            var verifier = Signature.getInstance(algorithm);
            verifier.initVerify(publicKey);
            verifier.update(probe);
            return verifier.verify(signer.sign());
        } catch (GeneralSecurityException _) {
            return false;
        }
    }
}
