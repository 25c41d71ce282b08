package dev.facteur.diagnose.domain;

import static dev.facteur.diagnose.domain.DomainScene.DOMAIN;
import static dev.facteur.diagnose.domain.DomainScene.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.account.DkimKey;
import dev.facteur.account.Domain;
import dev.facteur.account.Sighting;
import dev.facteur.account.Sighting.Purpose;
import dev.facteur.account.Sighting.State;
import dev.facteur.account.Verification.By;
import dev.facteur.diagnose.domain.DomainLook.Eyed;
import dev.facteur.diagnose.domain.DomainLook.Seen;
import dev.facteur.mail.Statement;
import dev.facteur.platform.SystemClock;
import dev.facteur.protocol.dns.Dns;
import dev.facteur.protocol.dns.DnsTrouble;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Rcode;

/// What a look makes of what the domain's servers and the resolver say, who need not agree.
class DomainLookTest {
    private final DomainScene scene = new DomainScene();
    private final DomainScene other = new DomainScene();
    private final List<String> terms = new ArrayList<>();
    private Domain domain = DomainScene.domain(DOMAIN);
    private Dns resolver = scene.zone;
    private Dns servers = scene.zone;

    private Seen look() throws InterruptedException {
        var needs = new Needs(terms, List.of(), false);
        return new DomainLook(_ -> needs, resolver, _ -> servers, new SystemClock()).see(domain);
    }

    private State state(Purpose purpose) throws InterruptedException {
        return look().records().stream()
                .map(Eyed::sighting)
                .filter(sighting -> sighting.purpose() == purpose)
                .map(Sighting::state)
                .findFirst()
                .orElseThrow();
    }

    private static void publishToken(DomainScene where) {
        var proof = DomainScene.domain(DOMAIN).proof();
        where.texts(proof.recordName() + ".", proof.recordValue());
    }

    @Test
    void aTokenThatOnlyTheResolverFindsIsThere() throws Exception {
        publishToken(scene);
        servers = other.zone;
        assertThat(state(Purpose.OWNERSHIP)).isEqualTo(State.THERE);
    }

    @Test
    void aTokenThatOnlyTheDomainsServersHaveIsThere() throws Exception {
        publishToken(scene);
        resolver = other.zone;
        assertThat(state(Purpose.OWNERSHIP)).isEqualTo(State.THERE);
    }

    @Test
    void theKeyThatMailNeedsShowsTheOwnerBeforeTheToken() throws Exception {
        publishToken(scene);
        assertThat(look().shown().orElseThrow().by()).isEqualTo(By.DKIM);
    }

    @Test
    void theTokenIsNotKeptAmongWhatMailDependsOn() throws Exception {
        publishToken(scene);
        assertThat(look().lasting())
                .extracting(Sighting::purpose)
                .containsExactly(Purpose.DKIM, Purpose.DMARC);
    }

    @Test
    void nothingIsMissingWhereDnsGivesNoAnswer() throws Exception {
        terms.add(DomainScene.OURS);
        Dns silent =
                (_, _) -> {
                    throw new DnsTrouble(DnsTrouble.Kind.TIMEOUT, Statement.quoting("late"));
                };
        resolver = silent;
        servers = silent;
        assertThat(look().records())
                .extracting(each -> each.sighting().state())
                .hasSize(4)
                .containsOnly(State.UNKNOWN);
    }

    @Test
    void spfIsUnknownWhileDnsIsInTroubleWithWhatItIncludes() throws Exception {
        terms.add("ip4:203.0.113.9");
        scene.spf("v=spf1 include:b.example ~all").zone.broken("b.example.", Rcode.SERVFAIL);
        assertThat(state(Purpose.SPF)).isEqualTo(State.UNKNOWN);
    }

    @Test
    void spfThatDoesNotLetOurRoutesSendIsMissing() throws Exception {
        terms.add("ip4:203.0.113.9");
        assertThat(state(Purpose.SPF)).isEqualTo(State.MISSING);
    }

    @Test
    void spfIsNotLookedForWhereNoRouteWantsIt() throws Exception {
        assertThat(look().lasting()).extracting(Sighting::purpose).doesNotContain(Purpose.SPF);
    }

    @Test
    void aKeyThatIsMarkedAsBeingTestedShowsTheOwner() throws Exception {
        scene.dkim(KEY.recordValue().replace("p=", "t=y; p="));
        assertThat(state(Purpose.DKIM)).isEqualTo(State.THERE);
    }

    @Test
    void aCopyOfAKeyThatWePublishShowsTheOwner() throws Exception {
        var hosting = new DkimKey.Hosting("s1.a.dkim.host.example", Instant.EPOCH);
        var hosted =
                new DkimKey(
                        1,
                        DOMAIN,
                        "s1",
                        KEY.algorithm(),
                        KEY.privateKey(),
                        KEY.publicKey(),
                        KEY.state(),
                        hosting);
        domain = DomainScene.domain(DOMAIN, List.of(hosted));
        assertThat(state(Purpose.DKIM)).isEqualTo(State.THERE);
    }

    @Test
    void twoPoliciesAreAsGoodAsNone() throws Exception {
        scene.dmarc("v=DMARC1; p=reject", "v=DMARC1; p=none");
        assertThat(state(Purpose.DMARC)).isEqualTo(State.MISSING);
    }
}
