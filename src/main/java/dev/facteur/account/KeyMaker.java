package dev.facteur.account;

import dev.facteur.account.DkimKey.Algorithm;
import dev.facteur.platform.Surroundings;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/// Makes a domain's DKIM keys: RSA-2048, which everybody verifies, and Ed25519 (RFC 8463), which is
/// short and stronger where it is understood.
final class KeyMaker {
    /// RFC 8301 §3.2 asks for at least 2048; longer ones do not fit a DNS answer well.
    private static final int RSA_BITS = 2048;

    private static final int ED25519_BYTES = 32;

    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("yyyyMMdd", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Surroundings surroundings;

    KeyMaker(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /// @param taken keys whose selectors may not be used again
    List<MadeKey> make(List<DkimKey> taken) {
        var stem = freeStem(surroundings.clock().now(), taken);
        return List.of(key(Algorithm.RSA, stem + "r"), key(Algorithm.ED25519, stem + "e"));
    }

    /// `f20261124`, and `f20261124b` for the second rotation of a day: a selector says when its key
    /// was made, and never names two keys, since resolvers remember the first.
    private static String freeStem(Instant now, List<DkimKey> taken) {
        var stem = "f" + DAY.format(now);
        char last = 'a' - 1;
        for (var key : taken) {
            if (key.selector().startsWith(stem)) last = (char) Math.max(last, letter(key, stem));
        }
        return last < 'a' ? stem : stem + (char) (last + 1);
    }

    private static char letter(DkimKey key, String stem) {
        boolean lettered = key.selector().length() == stem.length() + 2;
        return lettered ? key.selector().charAt(stem.length()) : 'a';
    }

    private MadeKey key(Algorithm algorithm, String selector) {
        var pair = pair(algorithm);
        var encoded = pair.getPublic().getEncoded();
        var published =
                switch (algorithm) {
                    // RFC 6376 §3.6.1 with errata 3017: a SubjectPublicKeyInfo.
                    case RSA -> encoded;
                    // RFC 8463 §4.2: the bare 32 octets, which end the JDK's encoding.
                    case ED25519 ->
                            Arrays.copyOfRange(
                                    encoded, encoded.length - ED25519_BYTES, encoded.length);
                };
        return new MadeKey(
                selector,
                algorithm,
                pair.getPrivate(),
                Base64.getEncoder().encodeToString(published));
    }

    private KeyPair pair(Algorithm algorithm) {
        try {
            var generator =
                    switch (algorithm) {
                        case RSA -> {
                            var rsa = KeyPairGenerator.getInstance("RSA");
                            rsa.initialize(RSA_BITS, surroundings.random());
                            yield rsa;
                        }
                        case ED25519 -> KeyPairGenerator.getInstance("Ed25519");
                    };
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK makes RSA and Ed25519 keys", e);
        }
    }
}
