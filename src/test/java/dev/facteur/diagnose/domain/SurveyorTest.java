package dev.facteur.diagnose.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.facteur.mail.Statement;
import dev.facteur.platform.Clock;
import dev.facteur.platform.SystemClock;
import dev.facteur.protocol.dns.Dns;
import dev.facteur.protocol.dns.DnsTrouble;
import dev.facteur.protocol.dns.NameServers;
import dev.facteur.testkit.ManualClock;
import dev.facteur.testkit.Zone;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// How a domain's own servers are asked, and which word counts.
class SurveyorTest {
    private static final String KEY = "s1._domainkey.a.example";
    private static final List<String> NAMES = List.of("a.example", "_dmarc.a.example", KEY);

    private final Zone zone =
            Zone.of("a.example. NS ns1.host.example.\nns1.host.example. A 192.0.2.53\n");

    private Survey survey(NameServers servers) throws InterruptedException {
        return new Surveyor(zone, servers, new SystemClock()).survey("a.example", _ -> NAMES);
    }

    @Test
    void aServerThatDoesNotAnswerInTimeIsAskedNoMore() throws Exception {
        var asked = new AtomicInteger();
        survey(_ ->
                (_, _) -> {
                    asked.incrementAndGet();
                    throw new DnsTrouble(DnsTrouble.Kind.TIMEOUT, Statement.quoting("late"));
                });
        assertThat(asked).hasValue(1);
    }

    @Test
    void aServerThatRefusesOneNameIsAskedForTheOthers() throws Exception {
        var asked = new AtomicInteger();
        survey(_ ->
                (_, _) -> {
                    asked.incrementAndGet();
                    throw new DnsTrouble(DnsTrouble.Kind.REFUSED, Statement.quoting("no"));
                });
        assertThat(asked).hasValue(NAMES.size());
    }

    @Test
    void ofManyAddressesEightAreAsked() throws Exception {
        for (int i = 0; i < 12; i++) zone.with("ns1.host.example. A 192.0.2.1" + (10 + i));
        assertThat(survey(_ -> zone).authorities()).hasSize(8);
    }

    @Test
    void aServerThatSaysNothingHoldsUpNobodyForLong() throws Exception {
        zone.with("ns1.host.example. A 192.0.2.54");
        Dns hanging =
                (_, _) -> {
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException given) {
                        Thread.currentThread().interrupt();
                    }
                    throw new DnsTrouble(DnsTrouble.Kind.TIMEOUT, Statement.quoting("given up"));
                };
        NameServers servers = address -> address.getHostAddress().endsWith("54") ? hanging : zone;
        var clock = new ManualClock();
        var surveyed = new CompletableFuture<Survey>();
        Thread.startVirtualThread(() -> surveyed.complete(surveyed(servers, clock)));
        await().until(() -> {
            clock.advance(Duration.ofSeconds(12));
            return surveyed.isDone();
        });
        assertThat(surveyed.join().authorities())
                .extracting(Survey.Authority::address)
                .doesNotContain(InetAddress.ofLiteral("192.0.2.54"));
    }

    private Survey surveyed(NameServers servers, Clock clock) {
        try {
            return new Surveyor(zone, servers, clock).survey("a.example", _ -> NAMES);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theZoneThatAnAliasLeadsToIsNotTheDomains() throws Exception {
        zone.with("www.a.example. CNAME b.example.\nb.example. NS ns1.host.example.");
        var survey =
                new Surveyor(zone, _ -> zone, new SystemClock()).survey("www.a.example", List::of);
        assertThat(survey.zone()).isEqualTo("a.example");
    }

    @Test
    void whatAServerFollowsWithinItsZoneIsItsWord() throws Exception {
        var theirs = Zone.of(KEY + ". CNAME key.a.example.\nkey.a.example. TXT \"new\"");
        zone.with(KEY + ". TXT \"old\"");
        assertThat(survey(_ -> theirs).truth(KEY).texts()).containsExactly("new");
    }

    @Test
    void anAliasThatLeadsOutOfTheZoneIsFollowedByTheResolver() throws Exception {
        zone.with(KEY + ". CNAME key.b.example.\nkey.b.example. TXT \"theirs\"");
        var alone = Zone.of(KEY + ". CNAME key.b.example.");
        assertThat(survey(_ -> alone).truth(KEY).texts()).containsExactly("theirs");
    }

    @Test
    void serversThatTellTheSameInAnotherOrderAgree() {
        var one = Sight.of(Zone.of("a.example. TXT \"x\"\na.example. TXT \"y\""), "a.example");
        var other = Sight.of(Zone.of("a.example. TXT \"y\"\na.example. TXT \"x\""), "a.example");
        assertThat(one.isSameAs(other)).isTrue();
    }

    @Test
    void serversWhoseAliasesLeadToDifferentNamesDoNotAgree() {
        var one = Sight.of(Zone.of("n.a.example. CNAME b.example."), "n.a.example");
        var other = Sight.of(Zone.of("n.a.example. CNAME c.example."), "n.a.example");
        assertThat(one.isSameAs(other)).isFalse();
    }
}
