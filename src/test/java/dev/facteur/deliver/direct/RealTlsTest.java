package dev.facteur.deliver.direct;

import static dev.facteur.deliver.direct.DirectBench.cause;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.deliver.Outcome;
import dev.facteur.deliver.security.DomainPolicies;
import dev.facteur.deliver.security.PolicyWorld;
import dev.facteur.deliver.security.StsPolicies;
import dev.facteur.deliver.tlsreport.AppliedPolicy;
import dev.facteur.deliver.tlsreport.TlsResult;
import dev.facteur.deliver.tlsreport.TlsSession;
import dev.facteur.platform.SystemClock;
import dev.facteur.platform.SystemDns;
import dev.facteur.platform.db.Database;
import dev.facteur.platform.http.PublicCalls;
import dev.facteur.platform.tls.MxTls;
import dev.facteur.testkit.Elsewhere;
import dev.facteur.testkit.KnotNames;
import dev.facteur.testkit.PostfixExchanger;
import dev.facteur.testkit.RealHop;
import dev.facteur.testkit.SecureServer;
import dev.facteur.testkit.TestAuthority;
import dev.facteur.testkit.TestAuthority.Issued;
import dev.facteur.testkit.Tlsas;
import dev.facteur.testkit.UnboundResolver;
import dev.facteur.testkit.Zone;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// DANE and MTA-STS with Postfix and Exim as servers of recipients, in zones that Knot signs and
/// Unbound proves.
class RealTlsTest {
    private static final String SIGNED =
            """
            @ MX 10 mx
            mx A 203.0.113.1
            exim MX 10 mail.exim
            mail.exim A 203.0.113.4
            """;
    private static final String PLAIN =
            """
            @ MX 10 mx
            mx A 203.0.113.1
            mta-sts A 203.0.113.80
            _mta-sts TXT "v=STSv1; id=1;"
            """;
    private static final String POLICY =
            PolicyWorld.ENFORCE.replace("mx.example.com", "mx.plain.example");

    @TempDir static Path folder;
    @TempDir Path place;

    private static KnotNames knot;
    private static UnboundResolver unbound;
    private static PostfixExchanger postfix;
    private static TestAuthority authority;
    private static SecureServer web;
    private static Issued signed;
    private static Issued plain;
    private static Issued other;
    private static Issued expired;

    private final List<TlsSession> counted = new CopyOnWriteArrayList<>();
    private Database database;
    private DirectBench bench;

    @BeforeAll
    static void begin() throws Exception {
        authority = TestAuthority.create(folder);
        knot =
                KnotNames.start(
                        folder,
                        Map.of("signed.example", SIGNED, "plain.example", PLAIN),
                        Set.of("signed.example"));
        var keys = Map.of("signed.example", knot.key("signed.example"));
        unbound = UnboundResolver.start(folder, knot, keys, Set.of("plain.example"));
        signed = authority.issue("whoever.example");
        plain = authority.issue("mx.plain.example");
        other = authority.issue("other.example");
        expired = authority.issueFor(Duration.ofDays(-1), "mx.plain.example");
        postfix = PostfixExchanger.showing(signed, plain, other, expired);
        web = new SecureServer(authority.serving(authority.issue("mta-sts.plain.example")));
        web.answering("200 OK", "text/plain", POLICY);
    }

    @AfterAll
    static void end() throws IOException {
        if (web != null) web.close();
        if (postfix != null) postfix.close();
        if (unbound != null) unbound.close();
        if (knot != null) knot.close();
    }

    @BeforeEach
    void open() throws IOException {
        var clock = new SystemClock();
        var dns = new SystemDns(List.of(unbound.address()), null);
        database = Database.open(place.resolve("facteur.db"), () -> {});
        var network = new Elsewhere().at("203.0.113.80", 443, web.port());
        var calls =
                new PublicCalls(
                        network.world(dns), authority.caFile(), _ -> true, Duration.ofSeconds(20));
        var tls = new MxTls(clock, authority.caFile());
        var sts = new StsPolicies(dns, calls, database, clock);
        bench =
                new DirectBench(
                        new DomainPolicies(dns, sts, tls, counted::add), new Zone(), dns, tls);
    }

    @AfterEach
    void close() {
        bench.close();
        database.close();
    }

    @Test
    void certificateThatDnsPromisesIsTakenAlsoWhileItIsReplaced() throws Exception {
        promise("mx", signed.certificate());
        show(signed);
        assertThat(bench.send("ann@signed.example")).isInstanceOf(Outcome.Delivered.class);
        promise("mx", signed.certificate(), other.certificate());
        show(other);
        assertThat(bench.send("ann@signed.example")).isInstanceOf(Outcome.Delivered.class);
        promise("mx", other.certificate());
        var delivered = (Outcome.Delivered) bench.send("ann@signed.example");
        assertThat(delivered.via().tls()).startsWith("TLSv1.3");
        assertThat(counted)
                .hasSize(3)
                .allMatch(session -> session.result() == TlsResult.SUCCESS)
                .allMatch(session -> session.policy().type() == AppliedPolicy.Type.TLSA);
    }

    @Test
    void anotherCertificateThanDnsPromisesGetsNothing() throws Exception {
        promise("mx", other.certificate());
        refused("signed.example", signed, "DANE");
    }

    @Test
    void whereDnsPromisesACertificateNothingGoesInClear() throws Exception {
        promise("mx", signed.certificate());
        refused("signed.example", null, "does not offer STARTTLS");
    }

    @Test
    void domainWhoseSignaturesDoNotHoldGetsNothing() throws Exception {
        var forged = knot.key("signed.example").replaceFirst("13 ..", "13 AA");
        try (var doubting =
                UnboundResolver.start(place, knot, Map.of("signed.example", forged), Set.of())) {
            var dns = new SystemDns(List.of(doubting.address()), null);
            try (var wary = new DirectBench(TlsPolicies.NONE, dns)) {
                assertThat(cause(wary.send("ann@signed.example")).status()).isEqualTo("4.4.3");
                assertThat(wary.internet.calls()).isEmpty();
            }
        }
    }

    @Test
    void eximIsTakenByWhatDnsPromises() throws Exception {
        try (var exim = RealHop.start(RealHop.Kind.EXIM_EXCHANGER, place.resolve("exim"))) {
            bench.internet.server("203.0.113.4", exim.nextHop().port());
            promise("mail.exim", read(place.resolve("exim/certificate.pem")));
            var outcome = bench.send("ann@exim.signed.example");
            assertThat(outcome).as(exim.log()).isInstanceOf(Outcome.Delivered.class);
            promise("mail.exim", authority.certificate());
            assertThat(cause(bench.send("ann@exim.signed.example")).kind())
                    .isEqualTo(Outcome.Kind.TLS_POLICY);
        }
    }

    private static X509Certificate read(Path file) throws Exception {
        try (var in = Files.newInputStream(file)) {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    @Test
    void serverThatThePolicyNamesAndAnAuthorityKnowsIsTaken() {
        show(plain);
        var delivered = (Outcome.Delivered) bench.send("ann@plain.example");
        assertThat(delivered.via().tls()).startsWith("TLSv1.3");
        assertThat(counted)
                .extracting(session -> session.policy().type())
                .containsExactly(AppliedPolicy.Type.STS);
    }

    @Test
    void expiredForeignOrMissingCertificateGetsNothing() throws Exception {
        refused("plain.example", expired, "has expired");
        refused("plain.example", other, "for another name");
        refused("plain.example", null, "does not offer STARTTLS");
        assertThat(counted)
                .extracting(TlsSession::result)
                .containsExactly(
                        TlsResult.CERTIFICATE_EXPIRED,
                        TlsResult.CERTIFICATE_HOST_MISMATCH,
                        TlsResult.STARTTLS_NOT_SUPPORTED);
    }

    private void refused(String domain, @Nullable Issued shown, String why) throws IOException {
        show(shown);
        int before = postfix.mails().size();
        var cause = cause(bench.send("ann@" + domain));
        assertThat(cause.kind()).as(cause.sentence()).isEqualTo(Outcome.Kind.TLS_POLICY);
        assertThat(cause.sentence()).contains(domain + " asks that mail", why);
        assertThat(postfix.mails()).hasSize(before);
    }

    /// From now on the server has this certificate; null: it offers no TLS.
    private void show(@Nullable Issued shown) {
        int door = shown == null ? 4 : List.of(signed, plain, other, expired).indexOf(shown);
        bench.internet.server("203.0.113.1", postfix.doors().get(door));
    }

    /// TLSA records that nobody keeps.
    private static void promise(String host, X509Certificate... certificates) throws IOException {
        var records = new StringBuilder(SIGNED);
        for (var certificate : certificates) {
            var data = Tlsas.of(3, 1, 1, certificate).data();
            records.append("_25._tcp." + host + " 0 TLSA 3 1 1 " + data + "\n");
        }
        knot.change("signed.example", records.toString());
    }
}
