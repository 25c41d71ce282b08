package dev.facteur.diagnose.domain;

import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/// A key as short as they were made once.
final class WeakKey {
    static final String RSA_1024 = make();

    private WeakKey() {}

    private static String make() {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(1024);
            var key = generator.generateKeyPair().getPublic();
            return Base64.getEncoder().encodeToString(key.getEncoded());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
