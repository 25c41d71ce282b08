package dev.facteur.deliver.direct;

import static dev.facteur.deliver.direct.DirectBench.cause;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.deliver.Outcome;
import dev.facteur.deliver.security.DomainPolicies;
import dev.facteur.deliver.security.PolicyWorld;
import dev.facteur.deliver.tlsreport.TlsResult;
import dev.facteur.deliver.tlsreport.TlsSession;
import dev.facteur.deliver.verdict.Reason;
import dev.facteur.platform.tls.MxTls;
import dev.facteur.route.RouteCheck;
import dev.facteur.testkit.ScriptedServer;
import dev.facteur.testkit.TestAuthority.Issued;
import dev.facteur.testkit.Tlsas;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What happens to a mail whose recipient's domain demands TLS, and what is counted of it.
class DemandedTlsTest {
    private static final String MX = "mx.example.com";

    @TempDir Path folder;

    private final List<TlsSession> counted = new CopyOnWriteArrayList<>();
    private PolicyWorld world;
    private DirectBench bench;

    @BeforeEach
    void start() throws IOException {
        world = new PolicyWorld(folder);
        var tls = new MxTls(world.clock, world.authority.caFile());
        var policies = new DomainPolicies(world.zone, world.policies(), tls, counted::add);
        bench = new DirectBench(policies, world.zone, tls);
    }

    @AfterEach
    void stop() throws IOException {
        bench.close();
        world.close();
    }

    @Test
    void serverThatProvesItselfGetsTheMail() {
        world.publish("1", PolicyWorld.ENFORCE);
        try (var server = at("203.0.113.25", world.authority.issue(MX))) {
            var delivered = (Outcome.Delivered) bench.send("ann@example.com");
            assertThat(delivered.via().tls()).startsWith("TLSv1.3");
            assertThat(server.heard("MAIL")).hasSize(1);
        }
        assertThat(results()).containsExactly(TlsResult.SUCCESS);
    }

    @Test
    void serverWithAnExpiredCertificateGetsNothing() {
        refused(world.authority.issueFor(Duration.ofDays(-1), MX), "has expired");
        assertThat(results()).containsExactly(TlsResult.CERTIFICATE_EXPIRED);
    }

    @Test
    void serverWithAnothersCertificateGetsNothing() {
        refused(world.authority.issue("other.example"), "for another name");
        assertThat(results()).containsExactly(TlsResult.CERTIFICATE_HOST_MISMATCH);
    }

    private void refused(Issued shown, String why) {
        world.publish("1", PolicyWorld.ENFORCE);
        try (var server = at("203.0.113.25", shown)) {
            var cause = cause(bench.send("ann@example.com"));
            assertThat(cause.kind()).isEqualTo(Outcome.Kind.TLS_POLICY);
            assertThat(cause.reason()).isEqualTo(Reason.TLS_UNPROVED);
            assertThat(cause.status()).isEqualTo("4.7.5");
            assertThat(cause.sentence())
                    .startsWith("example.com asks that mail comes by verified TLS only")
                    .contains(why);
            assertThat(server.heard("MAIL")).isEmpty();
        }
    }

    @Test
    void whoStripsStartTlsGetsNothing() {
        world.publish("1", PolicyWorld.ENFORCE);
        try (var server = inClear()) {
            assertThat(cause(bench.send("ann@example.com")).kind())
                    .isEqualTo(Outcome.Kind.TLS_POLICY);
            assertThat(server.heard("MAIL")).isEmpty();
        }
        assertThat(results()).containsExactly(TlsResult.STARTTLS_NOT_SUPPORTED);
    }

    @Test
    void nextServerOfThePolicyIsTried() {
        world.publish("1", PolicyWorld.ENFORCE.replace("mx.ex", "*.ex"));
        world.zone.with("example.com. MX 20 next.example.com.\nnext.example.com. A 203.0.113.26");
        try (var _ = at("203.0.113.25", world.authority.issue("other.example"));
                var next = at("203.0.113.26", world.authority.issue("next.example.com"))) {
            var delivered = (Outcome.Delivered) bench.send("ann@example.com");
            assertThat(delivered.via().host()).isEqualTo("next.example.com");
            assertThat(next.heard("MAIL")).hasSize(1);
        }
    }

    @Test
    void policyThatIsBeingTriedOutStopsNothingAndIsReported() {
        world.publish("1", PolicyWorld.TESTING);
        try (var server = at("203.0.113.25", world.authority.issue("other.example"))) {
            assertThat(bench.send("ann@example.com")).isInstanceOf(Outcome.Delivered.class);
            assertThat(server.heard("MAIL")).hasSize(1);
        }
        assertThat(results()).containsExactly(TlsResult.CERTIFICATE_HOST_MISMATCH);
    }

    @Test
    void certificateThatDnsPromisesIsTakenUntilDnsPromisesAnother() {
        var shown = world.authority.issue("whoever.example");
        promise(shown);
        try (var _ = at("203.0.113.25", shown)) {
            assertThat(bench.send("ann@example.com")).isInstanceOf(Outcome.Delivered.class);
            world.zone.without("_25._tcp." + MX);
            promise(world.authority.issue("whoever.example"));
            var cause = cause(bench.send("ann@example.com"));
            assertThat(cause.kind()).isEqualTo(Outcome.Kind.TLS_POLICY);
            assertThat(cause.sentence()).contains("another certificate than DNS promises (DANE)");
        }
        assertThat(results()).containsExactly(TlsResult.SUCCESS, TlsResult.VALIDATION_FAILURE);
    }

    private void promise(Issued issued) {
        world.zone
                .with(Tlsas.line(MX, Tlsas.of(3, 1, 1, issued.certificate())))
                .proved("example.com", MX, "_25._tcp." + MX);
    }

    @Test
    void mailWhoseSenderPrefersArrivalArrivesAndIsNotReported() {
        world.publish("1", PolicyWorld.ENFORCE);
        try (var server = inClear()) {
            var outcomes = bench.send(DirectBench.route(), 1, true, "ann@example.com");
            assertThat(outcomes.getFirst()).isInstanceOf(Outcome.Delivered.class);
            assertThat(server.heard("MAIL")).hasSize(1);
        }
        assertThat(counted).isEmpty();
    }

    @Test
    void withoutAPolicyItIsReportedWhetherThereWasTls() {
        try (var _ = inClear()) {
            assertThat(bench.send("ann@example.com")).isInstanceOf(Outcome.Delivered.class);
        }
        assertThat(results()).containsExactly(TlsResult.STARTTLS_NOT_SUPPORTED);
        assertThat(counted.getFirst().address()).isEqualTo("203.0.113.25");
    }

    @Test
    void operatorSeesWhatADomainDemandsAndWhetherItHolds() throws Exception {
        world.publish("1", PolicyWorld.ENFORCE);
        world.zone.with("example.com. MX 20 evil.example.\nevil.example. A 203.0.113.26");
        try (var server = at("203.0.113.25", world.authority.issue(MX))) {
            var found = bench.transport.destinationOf(DirectBench.route(), "example.com");
            var servers = found.servers();
            assertThat(servers.get(0).host()).isEqualTo(MX);
            assertThat(servers.get(0).demand()).isEqualTo(RouteCheck.Demand.MTA_STS);
            assertThat(servers.get(0).tls()).startsWith("TLSv1.3");
            assertThat(servers.get(0).trouble()).isNull();
            assertThat(servers.get(1).demand()).isEqualTo(RouteCheck.Demand.WITHHELD);
            assertThat(String.valueOf(servers.get(1).trouble())).contains("is none of them");
            assertThat(server.heard("MAIL")).isEmpty();
        }
    }

    private List<TlsResult> results() {
        return counted.stream().map(TlsSession::result).toList();
    }

    private ScriptedServer at(String address, Issued shown) {
        var serving = world.authority.serving(shown);
        var server =
                ScriptedServer.start(s -> {
                    s.greet("STARTTLS").startTls(serving);
                    s.hello("PIPELINING").takeMails();
                });
        bench.internet.server(address, server.port());
        return server;
    }

    private ScriptedServer inClear() {
        var server = ScriptedServer.start(s -> s.greet("PIPELINING").takeMails());
        bench.internet.server("203.0.113.25", server.port());
        return server;
    }
}
