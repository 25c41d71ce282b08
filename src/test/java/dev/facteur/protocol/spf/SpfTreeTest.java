package dev.facteur.protocol.spf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.facteur.protocol.spf.SpfFault.Kind;
import dev.facteur.protocol.spf.SpfTree.Branch;
import dev.facteur.protocol.spf.SpfTree.Remark;
import dev.facteur.testkit.Zone;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Rcode;

final class SpfTreeTest {
    @Test
    void eachIncludeTellsWhatItCosts() {
        var zone =
                Zone.of(
                        """
                        shop.example. TXT "v=spf1 mx include:a.example include:b.example ~all"
                        a.example. TXT "v=spf1 a a:x.example exists:%{i}.x.example ip4:192.0.2.1"
                        b.example. TXT "v=spf1 include:c.example redirect=d.example"
                        c.example. TXT "v=spf1 ip4:192.0.2.1 all mx redirect=a.example"
                        d.example. TXT "v=spf1 ptr -all"
                        """);
        var tree = tree(zone, "shop.example");
        assertThat(tree.lookups()).isEqualTo(9);
        assertThat(tree.branches())
                .extracting(branch -> branch.term().text(), Branch::lookups)
                .containsExactly(
                        tuple("mx", 1),
                        tuple("include:a.example", 4),
                        tuple("include:b.example", 4));
        assertThat(tree.allFaults()).isEmpty();
        assertThat(tree.remarks()).isEmpty();
    }

    @Test
    void moreThanTenLookupsAreAFaultOfTheWhole() {
        var zone =
                Zone.of(
                        """
                        shop.example. TXT "v=spf1 include:a.example include:a.example -all"
                        a.example. TXT "v=spf1 a a a a a"
                        """);
        var tree = tree(zone, "shop.example");
        assertThat(tree.lookups()).isEqualTo(12);
        assertThat(tree.faults()).extracting(SpfFault::kind).containsExactly(Kind.TOO_MANY_LOOKUPS);
    }

    @Test
    void whatIsWrongBelowIsFoundWithItsDomain() {
        var zone =
                Zone.of(
                        """
                        shop.example. TXT "v=spf1 include:a.example include:b.example include:c.example -all"
                        a.example. TXT "v=spf1 include:shop.example ipv4:192.0.2.1"
                        b.example. TXT "v=spf1 -all"
                        b.example. TXT "v=spf1 +all"
                        """);
        assertThat(tree(zone, "shop.example").allFaults())
                .extracting(SpfFault::kind, SpfFault::domain, SpfFault::term)
                .containsExactly(
                        tuple(Kind.UNKNOWN_MECHANISM, "a.example", "ipv4:192.0.2.1"),
                        tuple(Kind.LOOP, "a.example", "include:shop.example"),
                        tuple(Kind.SEVERAL_RECORDS, "b.example", ""),
                        tuple(Kind.NO_RECORD, "c.example", ""));
    }

    @Test
    void whatIsAllowedAndUnwiseIsRemarked() {
        var zone =
                Zone.of(
                        """
                        open.example. TXT "v=spf1 ptr +all mx"
                        short.example. TXT "v=spf1 mx"
                        own.example. TXT "v=spf1 include:%{o}.u.example -all"
                        """);
        zone.with(
                "long.example. TXT \"v=spf1 \"" + " \"ip4:192.0.2.100 \"".repeat(30) + " \"-all\"");
        assertThat(tree(zone, "open.example").remarks())
                .containsExactlyInAnyOrder(
                        Remark.USES_PTR, Remark.EVERYBODY_PASSES, Remark.TERMS_AFTER_ALL);
        assertThat(tree(zone, "short.example").remarks()).containsExactly(Remark.NO_END);
        assertThat(tree(zone, "own.example").remarks()).containsExactly(Remark.DEPENDS_ON_THE_MAIL);
        assertThat(tree(zone, "long.example").remarks()).containsExactly(Remark.LONG);
    }

    @Test
    void dnsThatDoesNotAnswerIsNoMissingRecord() {
        var zone = new Zone().broken("shop.example", Rcode.SERVFAIL);
        assertThat(tree(zone, "shop.example").faults())
                .extracting(SpfFault::kind)
                .containsExactly(Kind.DNS_TROUBLE);
    }

    @Test
    void wideTreeIsNotDrawnToItsEnd() {
        var zone = new Zone();
        for (int i = 0; i < 12; i++) {
            var includes = (" include:n" + (i + 1) + ".example").repeat(9);
            zone.with("n" + i + ".example. TXT \"v=spf1\" \"" + includes + "\"");
        }
        var tree = tree(zone, "n0.example");
        assertThat(tree.lookups()).isGreaterThan(10);
        assertThat(zone.questions()).isEqualTo(50);
    }

    private static SpfTree tree(Zone zone, String domain) {
        var now = InstantSource.fixed(Instant.EPOCH);
        return new SpfChecker(zone, now, "receiver.example", Duration.ofSeconds(20)).tree(domain);
    }
}
