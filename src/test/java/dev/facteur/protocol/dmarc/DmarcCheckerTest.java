package dev.facteur.protocol.dmarc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.facteur.protocol.dkim.DkimVerdict;
import dev.facteur.protocol.dmarc.DmarcAnswer.Alignment;
import dev.facteur.protocol.dmarc.DmarcAnswer.Match;
import dev.facteur.protocol.dmarc.DmarcAnswer.Result;
import dev.facteur.protocol.dmarc.DmarcAnswer.Source;
import dev.facteur.protocol.dmarc.DmarcWalk.Found;
import dev.facteur.protocol.dmarc.DmarcWalk.Stop;
import dev.facteur.protocol.dmarc.Identifier.Method;
import dev.facteur.protocol.dmarc.Identifier.Proof;
import dev.facteur.protocol.dns.Dns;
import dev.facteur.protocol.spf.SpfChecker;
import dev.facteur.testkit.Zone;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DmarcCheckerTest {
    private static final InstantSource NOW = InstantSource.fixed(Instant.EPOCH);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Test
    void answerTellsTheWayItTook() {
        var zone =
                Zone.of(
                        """
                        _dmarc.example.com. TXT "v=DMARC1; p=reject; sp=quarantine; aspf=s"
                        _dmarc.b.example.com. TXT "v=DMARC1; p=none"
                        _dmarc.b.example.com. TXT "v=DMARC1; p=reject"
                        """);
        var answer =
                checker(zone)
                        .check(
                                "A.b.Example.com",
                                List.of(
                                        passed(Method.SPF, "bounce.example.com"),
                                        passed(Method.DKIM, "host.example"),
                                        passed(Method.DKIM, "mail.example.com")));
        assertThat(answer.result()).isEqualTo(Result.PASS);
        assertThat(answer.policy()).isEqualTo(DmarcPolicy.QUARANTINE);
        assertThat(answer.source()).isEqualTo(Source.ORGANIZATIONAL_DOMAIN);
        assertThat(answer.walk().stops())
                .extracting(Stop::domain, Stop::found)
                .containsExactly(
                        tuple("a.b.example.com", Found.NOTHING),
                        tuple("b.example.com", Found.SEVERAL),
                        tuple("example.com", Found.RECORD),
                        tuple("com", Found.NOTHING));
        assertThat(answer.alignments())
                .extracting(Alignment::match)
                .containsExactly(Match.DIFFERENT, Match.DIFFERENT, Match.ALIGNED);
    }

    @Test
    void identifierThatDnsMayStillProveIsNotHeldAgainstTheMail() {
        var zone = Zone.of("_dmarc.example.com. TXT \"v=DMARC1; p=reject\"\n");
        var unknown = new Identifier(Method.DKIM, "mail.example.com", Proof.UNKNOWN);
        var failed = new Identifier(Method.SPF, "example.com", Proof.NOT_PASSED);
        assertThat(checker(zone).check("example.com", List.of(failed, unknown)).result())
                .isEqualTo(Result.TEMPERROR);
        assertThat(checker(zone).check("example.com", List.of(failed)).result())
                .isEqualTo(Result.FAIL);
        var foreign = new Identifier(Method.DKIM, "host.example", Proof.UNKNOWN);
        assertThat(checker(zone).check("example.com", List.of(failed, foreign)).result())
                .isEqualTo(Result.FAIL);
    }

    @Test
    void noQuestionIsAskedAfterTheTime() {
        var now = new AtomicReference<>(Instant.EPOCH);
        var zone = new Zone();
        Dns slow =
                (name, type) -> {
                    now.set(now.get().plusSeconds(11));
                    return zone.ask(name, type);
                };
        var answer =
                new DmarcChecker(slow, now::get, PATIENCE)
                        .check("a.b.c.example.com", List.of(passed(Method.SPF, "example.com")));
        assertThat(answer.result()).isEqualTo(Result.TEMPERROR);
        assertThat(zone.questions()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", ".", "..", "a..b", "\u00e9", "a b.example", "\\.example", "\ud800.x"})
    void whateverTheDomainIsThereIsAnAnswer(String domain) {
        var answer = checker(new Zone()).check(domain, List.of(passed(Method.SPF, domain)));
        assertThat(answer.result()).isEqualTo(Result.NONE);
    }

    @Test
    void nameOfAThousandLabelsCostsEightQuestions() {
        var zone = new Zone();
        var domain = "a.".repeat(1000) + "example.com";
        assertThat(checker(zone).check(domain, List.of()).result()).isEqualTo(Result.NONE);
        assertThat(zone.questions()).isLessThanOrEqualTo(8);
    }

    @Test
    void authenticationPutsTheThreeTogether() {
        var zone =
                Zone.of(
                        """
                        _dmarc.example.com. TXT "v=DMARC1; p=reject"
                        bounce.example.com. TXT "v=spf1 ip4:192.0.2.1 -all"
                        """);
        var changed =
                new DkimVerdict(
                        DkimVerdict.Result.FAIL,
                        "example.com",
                        "s",
                        "rsa-sha256",
                        "the body was changed",
                        true,
                        false);
        var spf = new SpfChecker(zone, NOW, "receiver.example", PATIENCE);
        for (var client : List.of("192.0.2.1", "192.0.2.2")) {
            var answer =
                    spf.mailFrom(
                            InetAddress.ofLiteral(client), "mta.example", "a@bounce.example.com");
            var all = Authentication.of("example.com", answer, List.of(changed), checker(zone));
            assertThat(all.dmarc().result())
                    .isEqualTo(client.endsWith("1") ? Result.PASS : Result.FAIL);
            assertThat(all.dmarc().alignments())
                    .extracting(Alignment::match)
                    .containsExactly(Match.ALIGNED, Match.ALIGNED);
        }
    }

    private static Identifier passed(Method method, String domain) {
        return new Identifier(method, domain, Proof.PASSED);
    }

    private static DmarcChecker checker(Zone zone) {
        return new DmarcChecker(zone, NOW, PATIENCE);
    }
}
