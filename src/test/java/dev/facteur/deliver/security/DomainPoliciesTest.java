package dev.facteur.deliver.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facteur.deliver.Outcome;
import dev.facteur.deliver.direct.Exchange;
import dev.facteur.deliver.direct.Exchanges;
import dev.facteur.deliver.smtp.Unreachable;
import dev.facteur.deliver.tlsreport.TlsResult;
import dev.facteur.deliver.tlsreport.TlsSession;
import dev.facteur.platform.tls.MxTls;
import dev.facteur.platform.tls.TlsDemand;
import dev.facteur.protocol.dane.TlsaSet;
import dev.facteur.protocol.dns.DnsAnswer.Tlsa;
import dev.facteur.testkit.Tlsas;
import dev.facteur.testkit.Zone;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Rcode;

class DomainPoliciesTest {
    private static final String MX = "mx.example.com";

    @TempDir Path folder;

    private final List<TlsSession> counted = new ArrayList<>();
    private PolicyWorld world;
    private DomainPolicies policies;
    private Tlsa promised;

    @BeforeEach
    void start() throws IOException {
        world = new PolicyWorld(folder);
        var tls = new MxTls(world.clock, world.authority.caFile());
        policies = new DomainPolicies(world.zone, world.policies(), tls, counted::add);
        promised = Tlsas.of(3, 1, 1, world.authority.issue(MX).certificate());
    }

    @AfterEach
    void stop() throws IOException {
        world.close();
    }

    @Test
    void domainThatSaysNothingDemandsNothing() throws Exception {
        assertThat(demand(true)).isEqualTo(TlsDemand.OPPORTUNISTIC);
        assertThat(counted).isEmpty();
    }

    @Test
    void provedRecordsAreDemanded() throws Exception {
        publishTlsa(MX).proved(MX, "_25._tcp.mx.example.com");
        assertThat(demand(true))
                .isEqualTo(new TlsDemand.Dane(MX, TlsaSet.of(List.of(promised)), List.of()));
    }

    @Test
    void recordsOfAnAuthorityBringTheNamesThatCount() throws Exception {
        promised = Tlsas.of(2, 0, 1, world.authority.certificate());
        publishTlsa(MX).proved(MX, "_25._tcp.mx.example.com");
        assertThat(demand(true))
                .isEqualTo(
                        new TlsDemand.Dane(
                                MX, TlsaSet.of(List.of(promised)), List.of(MX, "example.com")));
    }

    @Test
    void whereOneStepIsNotProvedNothingIsPromised() throws Exception {
        publishTlsa(MX).proved(MX, "_25._tcp.mx.example.com");
        assertThat(demand(false)).isEqualTo(TlsDemand.OPPORTUNISTIC);
    }

    @Test
    void recordsThatAreNotProvedPromiseNothing() throws Exception {
        publishTlsa(MX).proved(MX);
        assertThat(demand(true)).isEqualTo(TlsDemand.OPPORTUNISTIC);
    }

    @Test
    void serverWhoseAddressIsNotProvedIsNotAskedForRecords() throws Exception {
        world.zone.broken("_25._tcp.mx.example.com", Rcode.SERVFAIL);
        assertThat(demand(true)).isEqualTo(TlsDemand.OPPORTUNISTIC);
    }

    @Test
    void aliasIsFollowedWhereItIsProved() throws Exception {
        world.zone.without(MX).with("mx.example.com. CNAME host.example.net.\n");
        world.zone.with("host.example.net. A 203.0.113.25\n");
        publishTlsa("host.example.net")
                .proved(MX, "host.example.net", "_25._tcp.host.example.net", "_25._tcp." + MX);
        assertThat(demand(true))
                .isEqualTo(
                        new TlsDemand.Dane(
                                "host.example.net", TlsaSet.of(List.of(promised)), List.of()));
    }

    @Test
    void ofAnAliasIntoAnUnsignedZoneTheRecordsOfTheAliasCount() throws Exception {
        world.zone.without(MX).with("mx.example.com. CNAME host.example.net.\n");
        world.zone.with("host.example.net. A 203.0.113.25\n");
        publishTlsa(MX).proved(MX, "_25._tcp.mx.example.com");
        assertThat(demand(true))
                .isEqualTo(new TlsDemand.Dane(MX, TlsaSet.of(List.of(promised)), List.of()));
    }

    @Test
    void whereRecordsCannotBeFoundOutNothingIsSent() {
        world.zone.proved(MX).broken("_25._tcp.mx.example.com", Rcode.SERVFAIL);
        assertThatThrownBy(() -> demand(true))
                .isInstanceOfSatisfying(
                        Unreachable.class,
                        e -> assertThat(kind(e)).isEqualTo(Outcome.Kind.TLS_POLICY));
        assertThat(counted)
                .extracting(TlsSession::result)
                .containsExactly(TlsResult.DNSSEC_INVALID);
    }

    @Test
    void withUnusableRecordsOnlyTlsIsAMustAllTheSame() throws Exception {
        promised = Tlsas.of(1, 1, 1, world.authority.certificate());
        publishTlsa(MX).proved(MX, "_25._tcp.mx.example.com");
        assertThat(demand(true))
                .isEqualTo(new TlsDemand.Dane(MX, TlsaSet.of(List.of()), List.of()));
    }

    @Test
    void policyThatIsEnforcedDemandsAVerifiedServerThatItNames() throws Exception {
        world.publish("1", PolicyWorld.ENFORCE);
        assertThat(demand(false)).isEqualTo(TlsDemand.VERIFIED);
    }

    @Test
    void serverThatThePolicyDoesNotNameGetsNothing() {
        world.publish("1", PolicyWorld.ENFORCE);
        assertThatThrownBy(() -> demand(false, "evil.example"))
                .isInstanceOfSatisfying(
                        Unreachable.class,
                        e ->
                                assertThat(e.outcome())
                                        .asString()
                                        .contains("asks (by MTA-STS)", "evil.example", "4.7.5"));
        assertThat(counted)
                .extracting(TlsSession::result)
                .containsExactly(TlsResult.VALIDATION_FAILURE);
    }

    @Test
    void policyThatIsBeingTriedOutStopsNothing() throws Exception {
        world.publish("1", PolicyWorld.TESTING);
        assertThat(demand(false, "evil.example")).isEqualTo(TlsDemand.OPPORTUNISTIC);
    }

    @Test
    void daneGoesBeforeMtaSts() throws Exception {
        world.publish("1", PolicyWorld.ENFORCE);
        publishTlsa(MX).proved(MX, "_25._tcp.mx.example.com");
        assertThat(demand(true)).isInstanceOf(TlsDemand.Dane.class);
    }

    @Test
    void policyThatCannotBeFetchedIsReported() throws Exception {
        world.record("1");
        world.web.answering("404 Not Found", "text/plain", "");
        assertThat(demand(false)).isEqualTo(TlsDemand.OPPORTUNISTIC);
        assertThat(counted)
                .extracting(TlsSession::result)
                .containsExactly(TlsResult.STS_POLICY_FETCH_ERROR);
    }

    @Test
    void addressInPlaceOfADomainHasNoPolicy() throws Exception {
        var literal = new Exchange(0, "[203.0.113.25]");
        var domain = new Exchanges(literal.host(), literal.host(), List.of(literal), false, false);
        assertThat(policies.of(domain, literal).demand()).isEqualTo(TlsDemand.OPPORTUNISTIC);
    }

    private Zone publishTlsa(String host) {
        return world.zone.with(Tlsas.line(host, promised));
    }

    private TlsDemand demand(boolean authentic) throws Exception {
        return demand(authentic, MX);
    }

    private TlsDemand demand(boolean authentic, String host) throws Exception {
        var domain = PolicyWorld.exchanges(authentic, host);
        return policies.of(domain, domain.hosts().getFirst()).demand();
    }

    private static Outcome.Kind kind(Unreachable e) {
        return ((Outcome.Deferred) e.outcome()).cause().kind();
    }
}
