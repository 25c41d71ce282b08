package dev.facteur.deliver.direct;

import static dev.facteur.deliver.direct.DirectBench.cause;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.deliver.Outcome;
import dev.facteur.deliver.verdict.Reason;
import dev.facteur.platform.SystemDns;
import dev.facteur.testkit.KnotNames;
import dev.facteur.testkit.PostfixExchanger;
import dev.facteur.testkit.RealHop;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Postfix and Exim as the servers of recipients, found by a real name server.
class RealExchangersTest {
    private static final String ZONE =
            """
            one MX 10 mx
            mx A 203.0.113.1
            two MX 10 dead
            two MX 20 mx
            dead A 203.0.113.9
            bare A 203.0.113.1
            silent MX 0 .
            old MX 10 ancient
            ancient A 203.0.113.2
            narrow MX 10 strait
            strait A 203.0.113.3
            exim MX 10 mail.exim
            mail.exim A 203.0.113.4
            also CNAME one
            inside MX 10 metadata
            metadata A 169.254.169.254
            """;

    @TempDir static Path folder;

    private static KnotNames knot;
    private static PostfixExchanger postfix;
    private DirectBench bench;

    @BeforeAll
    static void begin() throws Exception {
        knot = KnotNames.start(folder, Map.of("example", ZONE));
        postfix = PostfixExchanger.start();
    }

    @AfterAll
    static void end() throws IOException {
        if (postfix != null) postfix.close();
        if (knot != null) knot.close();
    }

    @BeforeEach
    void open() {
        bench = bench();
    }

    private static DirectBench bench() {
        var dns = new SystemDns(List.of(knot.address()), null);
        var made = new DirectBench(TlsPolicies.NONE, dns);
        made.internet.server("203.0.113.1", postfix.port());
        made.internet.server("203.0.113.2", postfix.ancientTlsPort());
        made.internet.server("203.0.113.3", postfix.narrowPort());
        return made;
    }

    @AfterEach
    void close() throws IOException {
        bench.close();
    }

    @Test
    void postfixTakesAMailInsideTlsWithACertificateOfItsOwn() throws Exception {
        int before = postfix.mails().size();
        var delivered = (Outcome.Delivered) bench.send("ann@one.example");
        assertThat(delivered.via().host()).isEqualTo("mx.example");
        assertThat(delivered.via().tls()).startsWith("TLSv1.3");
        Awaitility.await().until(() -> postfix.mails().size() == before + 1);
        assertThat(postfix.mails().getLast())
                .contains("Received: from gateway.example")
                .contains("with ESMTPS")
                .contains("Subject: hello");
    }

    @Test
    void theNextServerTakesWhatTheFirstIsTooDeadFor() {
        assertThat(bench.send("ann@two.example")).isInstanceOf(Outcome.Delivered.class);
        assertThat(bench.internet.calls()).containsExactly("203.0.113.9", "203.0.113.1");
    }

    @Test
    void aDomainWithAnAddressAndAnAliasAreServersToo() {
        assertThat(bench.send("ann@bare.example")).isInstanceOf(Outcome.Delivered.class);
        assertThat(bench.send("ann@also.example")).isInstanceOf(Outcome.Delivered.class);
    }

    @Test
    void whatDnsSaysAgainstADomainIsFinal() {
        assertThat(cause(bench.send("ann@silent.example")).status()).isEqualTo("5.1.10");
        assertThat(cause(bench.send("ann@nowhere.example")).status()).isEqualTo("5.1.2");
        assertThat(cause(bench.send("ann@inside.example")).status()).isEqualTo("5.4.4");
        assertThat(bench.internet.calls()).isEmpty();
    }

    @Test
    void whereTlsIsTooOldMailGoesInClear() {
        var delivered = (Outcome.Delivered) bench.send("ann@old.example");
        assertThat(delivered.via().tls()).isEmpty();
        assertThat(bench.internet.calls()).hasSize(2);
    }

    @Test
    void postfixsRefusalAndGreylistingAreUnderstood() {
        var outcomes = bench.send(1, "gone@one.example", "grey@one.example", "ann@one.example");
        assertThat(outcomes.get(0)).isInstanceOf(Outcome.Refused.class);
        assertThat(cause(outcomes.get(0)).reason()).isEqualTo(Reason.UNKNOWN_RECIPIENT);
        assertThat(outcomes.get(1)).isInstanceOf(Outcome.Deferred.class);
        assertThat(cause(outcomes.get(1)).reason()).isEqualTo(Reason.GREYLISTED);
        assertThat(outcomes.get(2)).isInstanceOf(Outcome.Delivered.class);
    }

    @Test
    void tooManyConnectionsAreHeard() {
        try (var other = bench()) {
            assertThat(other.send("ann@narrow.example")).isInstanceOf(Outcome.Delivered.class);
            // The other one keeps its connection for the next mail.
            var outcome = bench.send("bob@narrow.example");
            assertThat(outcome).isInstanceOf(Outcome.Deferred.class);
            assertThat(cause(outcome).reason()).isEqualTo(Reason.TOO_MANY_CONNECTIONS);
            assertThat(((Outcome.Deferred) outcome).crowded()).isTrue();
        }
    }

    @Test
    void eximTakesAMail(@TempDir Path place) throws Exception {
        try (var exim = RealHop.start(RealHop.Kind.EXIM_EXCHANGER, place.resolve("exim"))) {
            bench.internet.server("203.0.113.4", exim.nextHop().port());
            var outcome = bench.send("ann@exim.example");
            assertThat(outcome).as(exim.log()).isInstanceOf(Outcome.Delivered.class);
            var delivered = (Outcome.Delivered) outcome;
            assertThat(delivered.via().tls()).startsWith("TLSv1.3");
            assertThat(cause(bench.send("permfail@exim.example")).reason())
                    .isEqualTo(Reason.UNKNOWN_RECIPIENT);
            assertThat(bench.send("tempfail@exim.example")).isInstanceOf(Outcome.Deferred.class);
            Awaitility.await().until(() -> exim.mails().size() == 1);
        }
    }
}
