package dev.facteur.rotate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.account.DkimKey;
import dev.facteur.account.DkimKeys;
import dev.facteur.account.Domain;
import dev.facteur.account.HostedZone;
import dev.facteur.account.KeyRules;
import dev.facteur.account.KeyState;
import dev.facteur.diagnose.domain.KeySight;
import dev.facteur.platform.Surroundings;
import dev.facteur.platform.SystemDns;
import dev.facteur.platform.SystemZoneUpdates;
import dev.facteur.protocol.dkim.BodyHash;
import dev.facteur.protocol.dkim.Canonicalization;
import dev.facteur.protocol.dkim.DkimAlgorithm;
import dev.facteur.protocol.dkim.DkimSigner;
import dev.facteur.protocol.dkim.DkimVerdict;
import dev.facteur.protocol.dkim.DkimVerifier;
import dev.facteur.protocol.dkim.SigningKey;
import dev.facteur.protocol.dns.Dns;
import dev.facteur.protocol.dns.DnsTrouble;
import dev.facteur.protocol.dns.RecordType;
import dev.facteur.protocol.dns.TsigKey;
import dev.facteur.protocol.mime.HeaderBlock;
import dev.facteur.testkit.AccountBook;
import dev.facteur.testkit.Elsewhere;
import dev.facteur.testkit.KnotNames;
import dev.facteur.testkit.ManualClock;
import dev.facteur.testkit.OpenDkimVerifier;
import dev.facteur.testkit.UnboundResolver;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A rotation by Debian's Knot DNS, which takes our updates, and Unbound, which sees them.
@Tag("flow")
class RotationWithKnotTest {
    private static final String SHOP = "shop.example";
    private static final String ZONE = "dkim.host.example";
    private static final String MAIL = "From: A <a@shop.example>\r\nSubject: x\r\n\r\nhello\r\n";
    private static final Duration VALIDITY = Duration.ofDays(14);

    @TempDir Path folder;

    /// OpenDKIM believes no signature of the future.
    private final ManualClock clock = new ManualClock(Instant.now().minus(Duration.ofHours(2)));

    @Test
    void mailSignedBeforeTheSwitchVerifiesUntilTheOldRecordGoes() throws Exception {
        var zones = Map.of(SHOP, "", ZONE, "");
        var rules = KeyRules.of(new HostedZone(ZONE), Duration.ofDays(3), null);
        var world = new Elsewhere().world(Surroundings.system().dns(), clock);
        try (var knot = KnotNames.start(sub("knot"), zones, Set.of(), Set.of(ZONE));
                var unbound =
                        UnboundResolver.start(sub("unbound"), knot, Map.of(), zones.keySet());
                var book = AccountBook.open(folder, world, rules)) {
            var dns = new SystemDns(List.of(unbound.address()), false);
            var keys = book.domains().keys();
            var rotation = rotation(knot, dns, book, keys);
            book.sites().add("shop", false);
            var domain =
                    book.domains().add(SHOP, "shop", EnumSet.allOf(DkimKey.Algorithm.class), true);
            knot.change(SHOP, aliases(domain));

            settle(rotation);
            var first = keys.named(SHOP).keysIn(KeyState.Signing.class);
            assertThat(first).hasSize(2);
            var early = signed(first);
            verifies(early, dns);

            keys.prepare(SHOP, true, null);
            settle(rotation);
            var second = keys.named(SHOP).keysIn(KeyState.Signing.class);
            assertThat(second).hasSize(2).doesNotContainAnyElementsOf(first);
            verifies(signed(second), dns);

            after(rotation, Duration.ofDays(6));
            assertThat(standing(knot, first)).hasSize(2);
            verifies(early, dns);
            after(rotation, Duration.ofDays(1));
            assertThat(keys.named(SHOP).keys()).containsExactlyElementsOf(second);
            assertThat(standing(knot, first)).isEmpty();
            assertThat(standing(knot, second)).hasSize(2);
        }
    }

    private Path sub(String name) throws Exception {
        return Files.createDirectories(folder.resolve(name));
    }

    /// Knot's clock is the machine's, and so is that of whoever writes to it.
    private Rotation rotation(KnotNames knot, Dns dns, AccountBook book, DkimKeys keys) {
        var key = TsigKey.parse(KnotNames.UPDATE_KEY).orElseThrow();
        var updates = new SystemZoneUpdates(knot.address(), key, Surroundings.system());
        var zone = new KeyZone(new HostedZone(ZONE), updates, clock);
        var sight = new KeySight(dns, _ -> SystemDns.authority(knot.address()), clock);
        return new Rotation(book.accounts(), keys, sight, zone, clock);
    }

    private static String aliases(Domain domain) {
        return domain.aliases().stream()
                .map(alias -> alias.name() + ". CNAME " + alias.target() + ".\n")
                .collect(Collectors.joining());
    }

    private void settle(Rotation rotation) {
        var _ = rotation.round();
        after(rotation, Duration.ofMinutes(10));
    }

    private void after(Rotation rotation, Duration time) {
        clock.advance(time);
        var _ = rotation.round();
    }

    private byte[] signed(List<DkimKey> keys) throws Exception {
        var bytes = MAIL.getBytes(StandardCharsets.UTF_8);
        var header = HeaderBlock.parse(bytes, bytes.length);
        var hash = BodyHash.of(Canonicalization.RELAXED);
        hash.accept(bytes, header.length(), bytes.length - header.length());
        var signing = keys.stream().map(RotationWithKnotTest::signingKey).toList();
        var fields = DkimSigner.sign(header, hash.finish(), signing, clock.now(), VALIDITY);
        return (fields + MAIL).getBytes(StandardCharsets.UTF_8);
    }

    private static SigningKey signingKey(DkimKey key) {
        var algorithm =
                key.algorithm() == DkimKey.Algorithm.RSA
                        ? DkimAlgorithm.RSA_SHA256
                        : DkimAlgorithm.ED25519_SHA256;
        return new SigningKey(key.domain(), key.selector(), algorithm, key.privateKey());
    }

    /// By our verifier and by OpenDKIM, each with what the resolver says.
    private void verifies(byte[] mail, Dns dns) throws Exception {
        var seen = new HashMap<String, String>();
        var header = HeaderBlock.parse(mail, mail.length);
        var verifier = DkimVerifier.of(header, clock.now());
        verifier.accept(mail, header.length(), mail.length - header.length());
        var verdicts =
                verifier.finish(name -> {
                    var texts = texts(dns, name);
                    for (var text : texts) seen.put(name, text);
                    return texts;
                });
        assertThat(verdicts).hasSize(2).allMatch(DkimVerdict::passes);
        assertThat(OpenDkimVerifier.withKeys(folder, seen).verify(mail))
                .hasSize(2)
                .allMatch(OpenDkimVerifier.Verdict::passes);
    }

    /// Those of the keys that the operator's zone holds now.
    private static List<DkimKey> standing(KnotNames knot, List<DkimKey> keys) {
        var server = SystemDns.authority(knot.address());
        return keys.stream()
                .filter(key -> {
                    var target = Objects.requireNonNull(key.hosting()).target();
                    return texts(server, target).equals(List.of(key.recordValue()));
                })
                .toList();
    }

    private static List<String> texts(Dns dns, String name) {
        try {
            return dns.ask(name, RecordType.TXT).texts();
        } catch (DnsTrouble e) {
            throw new AssertionError(e);
        }
    }
}
