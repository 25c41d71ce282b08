package dev.facteur.submit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.account.Domain;
import dev.facteur.mail.Address;
import java.util.List;
import org.junit.jupiter.api.Test;

class RefusalsTest {
    /// RFC 5321 §4.5.3.1.5.
    private static final int LONGEST = 512;

    @Test
    void longestNamesMakeAReplyOfTheLengthAllowed() {
        var site = "s".repeat(63);
        var sender = new Address("a".repeat(63), ("d".repeat(60) + ".").repeat(3) + "example");
        for (int length = 1; length < 120; length++) {
            var allowed = List.of("x".repeat(length) + "@a.example", "b.example", "c.example", "d");
            var reply = Refusals.notYourSender(site, sender, allowed).reply();
            assertThat(reply.wire()).hasSizeLessThanOrEqualTo(LONGEST).contains(site);
        }
    }

    @Test
    void recordToPublishIsNamedAsLongAsItFits() {
        for (int length = 1; length < 240; length++) {
            var proof = new Domain.Proof("d".repeat(length) + ".example", "t".repeat(24));
            var reply = Refusals.notVerified(proof).reply();
            assertThat(reply.wire())
                    .hasSizeLessThanOrEqualTo(LONGEST)
                    .contains(proof.domain(), "facteur domain verify");
        }
        var proof = new Domain.Proof("shop.example", "token");
        assertThat(Refusals.notVerified(proof).reply().wire())
                .contains("_facteur.shop.example facteur-verification=token");
    }
}
