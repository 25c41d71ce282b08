package dev.facteur.account;

import dev.facteur.account.DkimKey.Algorithm;
import dev.facteur.account.Domain.Proof;
import dev.facteur.account.Objection.Kind;
import dev.facteur.platform.Surroundings;
import dev.facteur.protocol.dkim.DkimAlgorithm;
import dev.facteur.protocol.dkim.DkimKeyPair;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

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
        // `f20261124r`: two keys of one day differ in their algorithm's first letter.
        return algorithms.stream()
                .map(algorithm -> key(algorithm, stem + algorithm.word().charAt(0), null))
                .toList();
    }

    /// Keys for the slots that are free. A slot may be used again when the key that stood there is
    /// forgotten, since its record is gone from DNS by then.
    ///
    /// @param taken keys whose slots are not free
    /// @throws Objection when an algorithm has no free slot
    List<MadeKey> hosted(
            HostedZone zone, Proof owner, Set<Algorithm> algorithms, List<DkimKey> taken)
            throws Objection {
        var made = new ArrayList<MadeKey>();
        for (var algorithm : algorithms) {
            var slot =
                    freeSlot(algorithm, taken).orElseThrow(() -> noSlot(owner.domain(), algorithm));
            made.add(key(algorithm, slot, zone.target(slot, owner)));
        }
        return made;
    }

    static Optional<String> freeSlot(Algorithm algorithm, List<DkimKey> taken) {
        var used = taken.stream().map(DkimKey::selector).collect(Collectors.toSet());
        return HostedZone.selectors(algorithm).stream()
                .filter(slot -> !used.contains(slot))
                .findFirst();
    }

    private static Objection noSlot(String domain, Algorithm algorithm) {
        return new Objection(
                Kind.CONFLICT,
                "slots-taken",
                domain,
                "both names for the "
                        + algorithm.word()
                        + " keys of "
                        + domain
                        + " are in use: the record of the key before has to stay for mail on its"
                        + " way; facteur domain show "
                        + domain
                        + " says until when",
                algorithm.word());
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

    private MadeKey key(Algorithm algorithm, String selector, @Nullable String target) {
        var kind =
                switch (algorithm) {
                    case RSA -> DkimAlgorithm.RSA_SHA256;
                    case ED25519 -> DkimAlgorithm.ED25519_SHA256;
                };
        var pair = DkimKeyPair.generate(kind, surroundings.random());
        return new MadeKey(selector, algorithm, pair.privateKey(), pair.publicKey(), target);
    }
}
