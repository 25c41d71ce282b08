package dev.facteur.protocol.spf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.facteur.protocol.dns.Dns;
import dev.facteur.protocol.spf.SpfFault.Kind;
import dev.facteur.protocol.spf.SpfVisit.Effect;
import dev.facteur.protocol.spf.SpfVisit.Step;
import dev.facteur.testkit.Zone;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class SpfCheckerTest {
    private static final Instant NOW = Instant.parse("2026-11-01T09:00:00Z");
    private static final InetAddress CLIENT = InetAddress.ofLiteral("192.0.2.10");

    @Test
    void answerTellsTheWayItTook() {
        var zone =
                Zone.of(
                        """
                        shop.example. TXT "v=spf1 a include:_spf.host.example mx -all"
                        shop.example. A 198.51.100.1
                        _spf.host.example. TXT "v=spf1 include:_a.host.example ip4:192.0.2.0/24"
                        _a.host.example. TXT "v=spf1 a:gone.host.example ip4:203.0.113.0/24 ?all"
                        """);
        var answer = check(zone, "user@shop.example");
        assertThat(answer.result()).isEqualTo(SpfResult.PASS);
        assertThat(answer.mechanism()).isEqualTo("include:_spf.host.example");
        var path = answer.path();
        assertThat(path.lookups()).isEqualTo(4);
        assertThat(path.voidLookups()).isEqualTo(1);
        assertThat(path.steps())
                .extracting(step -> step.term().text(), Step::effect)
                .containsExactly(
                        tuple("a", Effect.PASSED_OVER),
                        tuple("include:_spf.host.example", Effect.MATCHED));
        var host = Objects.requireNonNull(path.steps().getLast().below());
        assertThat(host.domain()).isEqualTo("_spf.host.example");
        assertThat(host.lookups()).isEqualTo(2);
        assertThat(host.steps().getLast().term().text()).isEqualTo("ip4:192.0.2.0/24");
    }

    @Test
    void redirectDecidesAndExplainsItself() {
        var zone =
                Zone.of(
                        """
                        shop.example. TXT "v=spf1 exp=no.shop.example redirect=_spf.shop.example"
                        no.shop.example. TXT "not this"
                        _spf.shop.example. TXT "v=spf1 -all exp=why.%{d}"
                        why._spf.shop.example. TXT "%{i} may not send for %{o}, says %{r} at %{t}"
                        """);
        var answer = check(zone, "user@shop.example");
        assertThat(answer.result()).isEqualTo(SpfResult.FAIL);
        assertThat(answer.mechanism()).isEqualTo("-all");
        assertThat(answer.explanation())
                .isEqualTo(
                        "192.0.2.10 may not send for shop.example, says receiver.example at"
                                + " 1793523600");
    }

    @Test
    void explanationIsPrintable() {
        var zone =
                Zone.of(
                        """
                        shop.example. TXT "v=spf1 -all exp=why.example"
                        why.example. TXT "no, %{l}"
                        """);
        var answer = check(zone, "\"a\r\n\u001b[31m\u00e9\"@shop.example");
        assertThat(answer.explanation()).isEqualTo("no, \"a???[31m?\"");
    }

    @Test
    void includeLoopEndsAtTheTenthLookup() {
        var zone = Zone.of("loop.example. TXT \"v=spf1 include:loop.example -all\"\n");
        var answer = check(zone, "user@loop.example");
        assertThat(answer.result()).isEqualTo(SpfResult.PERMERROR);
        assertThat(kinds(answer)).containsExactly(Kind.TOO_MANY_LOOKUPS);
        assertThat(zone.questions()).isEqualTo(11);
    }

    @Test
    void macroBombIsNoName() {
        var bomb = "\"" + "%{s}".repeat(60) + "\" ";
        var zone =
                Zone.of(
                        "bomb.example. TXT \"v=spf1 exists:\" "
                                + bomb.repeat(40)
                                + "\".example -all\"\n");
        var answer = check(zone, "x@bomb.example");
        assertThat(answer.result()).isEqualTo(SpfResult.FAIL);
        assertThat(answer.path().voidLookups()).isZero();
    }

    @Test
    void nameThatIsTooLongLosesLabelsOnTheLeft() {
        var label = "a".repeat(60);
        var kept = String.join(".", label, label, label, "shop.example");
        var zone =
                Zone.of(
                        """
                        shop.example. TXT "v=spf1 exists:%{l}.%{d} -all"
                        """);
        zone.with(kept + ". A 127.0.0.2");
        var local = String.join(".", label, label, label, label);
        assertThat(check(zone, local + "@shop.example").result()).isEqualTo(SpfResult.PASS);
    }

    @Test
    void localPartBeyondAsciiMatchesNoTermThatUsesIt() {
        var zone = Zone.of("shop.example. TXT \"v=spf1 -exists:%{l}.u.example +all\"\n");
        assertThat(check(zone, "ren\u00e9@shop.example").result()).isEqualTo(SpfResult.PASS);
    }

    @Test
    void internationalDomainIsLookedUpInAsciiLetters() {
        var zone = Zone.of("xn--caf-dma.example. TXT \"v=spf1 +all\"\n");
        assertThat(check(zone, "user@caf\u00e9.example").result()).isEqualTo(SpfResult.PASS);
    }

    @Test
    void backslashInANameIsNoEscape() {
        var zone = Zone.of("shop.example. TXT \"v=spf1 exists:%{h}.u.example -all\"\n");
        zone.with("a\\\\046b.u.example. A 127.0.0.2");
        var answer = checker(zone).mailFrom(CLIENT, "a\\046b", "user@shop.example");
        assertThat(answer.result()).isEqualTo(SpfResult.PASS);
    }

    @Test
    void mailWithoutSenderIsCheckedByTheNameInHelo() {
        var zone = Zone.of("mta.example. TXT \"v=spf1 ip4:192.0.2.10 -all\"\n");
        var answer = checker(zone).mailFrom(CLIENT, "mta.example", "");
        assertThat(answer.result()).isEqualTo(SpfResult.PASS);
        assertThat(answer.domain()).isEqualTo("mta.example");
        assertThat(checker(zone).helo(CLIENT, "mta.example").result()).isEqualTo(SpfResult.PASS);
    }

    @Test
    void threeQuestionsThatFindNothingAreTooManyWhereverTheyAreAsked() {
        var zone =
                Zone.of(
                        """
                        shop.example. TXT "v=spf1 mx ip6:2001:db8::/32 -all"
                        shop.example. MX 1 a.shop.example.
                        shop.example. MX 2 b.shop.example.
                        shop.example. MX 3 c.shop.example.
                        a.shop.example. A 192.0.2.1
                        b.shop.example. A 192.0.2.2
                        c.shop.example. A 192.0.2.3
                        """);
        var client = InetAddress.ofLiteral("2001:db8::1");
        var answer = checker(zone).mailFrom(client, "mta.example", "user@shop.example");
        assertThat(answer.result()).isEqualTo(SpfResult.PERMERROR);
        assertThat(kinds(answer)).containsExactly(Kind.TOO_MANY_VOID_LOOKUPS);
        assertThat(check(zone, "user@shop.example").result()).isEqualTo(SpfResult.FAIL);
    }

    @Test
    void noQuestionIsAskedAfterTheTime() {
        var now = new AtomicReference<>(NOW);
        var zone = Zone.of("shop.example. TXT \"v=spf1 a -all\"\n");
        Dns slow =
                (name, type) -> {
                    now.set(now.get().plusSeconds(21));
                    return zone.ask(name, type);
                };
        var checker = new SpfChecker(slow, now::get, "receiver.example", Duration.ofSeconds(20));
        var answer = checker.mailFrom(CLIENT, "mta.example", "user@shop.example");
        assertThat(answer.result()).isEqualTo(SpfResult.TEMPERROR);
        assertThat(kinds(answer)).containsExactly(Kind.TIME_OVER);
        assertThat(zone.questions()).isEqualTo(1);
    }

    private static List<Kind> kinds(SpfAnswer answer) {
        return answer.path().faults().stream().map(SpfFault::kind).toList();
    }

    private static SpfAnswer check(Zone zone, String sender) {
        return checker(zone).mailFrom(CLIENT, "mta.example", sender);
    }

    private static SpfChecker checker(Zone zone) {
        return new SpfChecker(
                zone, InstantSource.fixed(NOW), "receiver.example", Duration.ofSeconds(20));
    }
}
