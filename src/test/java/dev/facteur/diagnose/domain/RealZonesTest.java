package dev.facteur.diagnose.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.account.DkimKey;
import dev.facteur.account.Domain;
import dev.facteur.account.DomainRecords;
import dev.facteur.account.Verification.By;
import dev.facteur.platform.SystemDns;
import dev.facteur.report.DomainHistory;
import dev.facteur.testkit.AccountBook;
import dev.facteur.testkit.KnotNames;
import dev.facteur.testkit.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The watch before a real name server, Knot DNS: as resolver and as the zone's own.
class RealZonesTest {
    @TempDir Path folder;

    private final ManualClock clock = new ManualClock(Instant.parse("2026-11-26T10:00:00Z"));

    @Test
    void aZoneVerifiesItsDomainLosesItsKeyAndGetsItBack() throws Exception {
        try (var book = AccountBook.open(folder, clock);
                var names = KnotNames.start(folder, Map.of("shop.example", ""))) {
            book.sites().add("shop", false);
            var domain =
                    book.domains()
                            .add("shop.example", "shop", EnumSet.allOf(DkimKey.Algorithm.class));
            var watch = watch(book, names);
            watch.look(domain);
            assertThat(book.accounts().verified("shop.example")).isFalse();

            names.change("shop.example", token(domain));
            watch.look(domain);
            assertThat(book.domains().named("shop.example").verification())
                    .satisfies(verified -> assertThat(verified.by()).isEqualTo(By.OWNERSHIP));

            names.change("shop.example", keys(domain));
            watch.look(domain);
            names.change("shop.example", "@ MX 10 ns\n");
            watch.look(domain);
            clock.advance(Duration.ofMinutes(5));
            watch.look(domain);
            names.change("shop.example", keys(domain));
            watch.look(domain);
            assertThat(events(book))
                    .containsExactly(
                            "domain-added",
                            "domain-verified",
                            "record-gone",
                            "record-gone",
                            "record-back",
                            "record-back");
        }
    }

    private DomainWatch watch(AccountBook book, KnotNames names) {
        var dns = new SystemDns(List.of(names.address()), false);
        var look =
                new DomainLook(
                        _ -> new Needs(List.of(), List.of(), false),
                        dns,
                        _ -> SystemDns.authority(names.address()),
                        clock);
        var records = new DomainRecords(book.database(), clock);
        return new DomainWatch(book.accounts(), book.domains(), records, look, clock);
    }

    private static String token(Domain domain) {
        return "_facteur TXT \"" + domain.proof().recordValue() + "\"\n";
    }

    private static String keys(Domain domain) {
        var lines = new StringBuilder();
        for (var key : domain.keys()) {
            var value = key.recordValue();
            int half = value.length() / 2;
            lines.append(key.selector())
                    .append("._domainkey TXT \"")
                    .append(value, 0, half)
                    .append("\" \"")
                    .append(value, half, value.length())
                    .append("\"\n");
        }
        return lines.toString();
    }

    private static List<String> events(AccountBook book) {
        return new DomainHistory(book.database().reads())
                .latest("shop.example", 100).reversed().stream()
                        .map(DomainHistory.Happening::kind)
                        .toList();
    }
}
