package dev.facteur.account;

import dev.facteur.account.DkimKey.Algorithm;
import dev.facteur.platform.Surroundings;
import dev.facteur.protocol.dkim.DkimAlgorithm;
import dev.facteur.protocol.dkim.DkimKeyPair;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Makes a domain's DKIM keys: RSA-2048, which everybody verifies, and Ed25519 (RFC 8463), which is
/// short and stronger where it is understood.
final class KeyMaker {
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("yyyyMMdd", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Surroundings surroundings;

    KeyMaker(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /// @param algorithms of which one key each is made
    /// @param taken keys whose selectors may not be used again
    List<MadeKey> make(Set<Algorithm> algorithms, List<DkimKey> taken) {
        var stem = freeStem(surroundings.clock().now(), taken);
        return algorithms.stream().map(algorithm -> key(algorithm, stem)).toList();
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

    private MadeKey key(Algorithm algorithm, String stem) {
        var kind =
                switch (algorithm) {
                    case RSA -> DkimAlgorithm.RSA_SHA256;
                    case ED25519 -> DkimAlgorithm.ED25519_SHA256;
                };
        var pair = DkimKeyPair.generate(kind, surroundings.random());
        // `f20261124r`: two keys of one day differ in their algorithm's first letter.
        var selector = stem + algorithm.word().charAt(0);
        return new MadeKey(selector, algorithm, pair.privateKey(), pair.publicKey());
    }
}
