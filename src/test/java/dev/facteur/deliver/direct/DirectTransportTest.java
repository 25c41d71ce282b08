package dev.facteur.deliver.direct;

import static dev.facteur.deliver.direct.DirectBench.cause;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.deliver.Outcome;
import dev.facteur.deliver.smtp.TlsWitness;
import dev.facteur.deliver.verdict.Reason;
import dev.facteur.platform.tls.TlsDemand;
import dev.facteur.testkit.ScriptedServer;
import dev.facteur.testkit.TestAuthority;
import java.nio.file.Path;
import java.util.HashSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Rcode;

class DirectTransportTest {
    private final DirectBench bench = new DirectBench();

    @AfterEach
    void close() {
        bench.close();
    }

    private static ScriptedServer taking() {
        return ScriptedServer.start(s -> s.greet("PIPELINING", "8BITMIME").takeMails());
    }

    private static ScriptedServer answeringRcpt(String answer) {
        return ScriptedServer.start(s -> {
            s.greet();
            s.expect("MAIL");
            s.say("250 ok");
            s.expect("RCPT");
            s.say(answer);
        });
    }

    @Test
    void mailGoesToTheServerThatTheDomainNames() {
        bench.zone.with("a.example. MX 10 mx.a.example.\nmx.a.example. A 203.0.113.1");
        try (var server = taking()) {
            bench.internet.server("203.0.113.1", server.port());
            assertThat(bench.send("ann@a.example")).isInstanceOf(Outcome.Delivered.class);
            var delivered = (Outcome.Delivered) bench.send("bob@a.example");
            assertThat(delivered.via().host()).isEqualTo("mx.a.example");
            assertThat(delivered.via().address()).isEqualTo("203.0.113.1");
            assertThat(delivered.via().port()).isEqualTo(25);
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void domainsOnOneServerShareItsConnections() {
        bench.zone.with("a.example. MX 10 mx.h.example.\nb.example. MX 10 mx.h.example.");
        bench.zone.with("mx.h.example. A 203.0.113.1");
        try (var server = taking()) {
            bench.internet.server("203.0.113.1", server.port());
            assertThat(bench.send(1, "ann@a.example", "bob@B.example"))
                    .allMatch(Outcome.Delivered.class::isInstance);
            assertThat(server.connections()).isEqualTo(1);
            assertThat(server.heard("MAIL")).hasSize(2);
        }
    }

    @Test
    void aDomainWithoutServersOfItsOwnIsItsServer() {
        bench.zone.with("a.example. A 203.0.113.1");
        try (var server = taking()) {
            bench.internet.server("203.0.113.1", server.port());
            assertThat(bench.send("ann@a.example")).isInstanceOf(Outcome.Delivered.class);
        }
    }

    @Test
    void anAddressInBracketsIsItsServer() {
        try (var server = taking()) {
            bench.internet.server("203.0.113.1", server.port());
            assertThat(bench.send("ann@[203.0.113.1]")).isInstanceOf(Outcome.Delivered.class);
            assertThat(cause(bench.send("ann@[127.0.0.1]")).sentence())
                    .contains("127.0.0.1, which is a loopback address");
        }
    }

    @Test
    void aDomainInOtherLettersIsLookedUpInAscii() {
        bench.zone.with("xn--bcher-kva.example. MX 10 mx.a.example.");
        bench.zone.with("mx.a.example. A 203.0.113.1");
        try (var server = ScriptedServer.start(s -> s.greet("SMTPUTF8").takeMails())) {
            bench.internet.server("203.0.113.1", server.port());
            assertThat(bench.send("ann@bücher.example")).isInstanceOf(Outcome.Delivered.class);
        }
    }

    @Test
    void whereTheFirstServerIsDeadTheNextTakesTheMail() {
        bench.zone.with("a.example. MX 10 dead.a.example.\na.example. MX 20 mx.a.example.");
        bench.zone.with("dead.a.example. A 203.0.113.9\nmx.a.example. A 203.0.113.1");
        try (var server = taking()) {
            bench.internet.server("203.0.113.1", server.port());
            assertThat(bench.send("ann@a.example")).isInstanceOf(Outcome.Delivered.class);
            assertThat(bench.send("ann@a.example")).isInstanceOf(Outcome.Delivered.class);
            // The second mail does not wait for a server that was just found dead.
            assertThat(bench.internet.calls()).containsExactly("203.0.113.9", "203.0.113.1");
        }
    }

    @Test
    void aServerThatIsDeadIsNotOursToOpen() {
        bench.zone.with("friend.example. MX 10 dead.friend.example.");
        bench.zone.with("dead.friend.example. A 203.0.113.77");

        var outcome = bench.send("bob@friend.example");

        assertThat(outcome).isInstanceOf(Outcome.Deferred.class);
        assertThat(((Outcome.Deferred) outcome).cause().reason()).isNull();
    }

    @Test
    void afterA4xxTheNextServerIsAskedWithinTheAttempt() {
        bench.zone.with("a.example. MX 10 busy.a.example.\na.example. MX 20 mx.a.example.");
        bench.zone.with("busy.a.example. A 203.0.113.9\nmx.a.example. A 203.0.113.1");
        try (var busy = answeringRcpt("451 4.3.0 disk trouble");
                var server = taking()) {
            bench.internet.server("203.0.113.9", busy.port());
            bench.internet.server("203.0.113.1", server.port());
            assertThat(bench.send("ann@a.example")).isInstanceOf(Outcome.Delivered.class);
        }
    }

    @Test
    void aRefusalIsTheAnswer() {
        bench.zone.with("a.example. MX 10 one.a.example.\na.example. MX 20 two.a.example.");
        bench.zone.with("one.a.example. A 203.0.113.9\ntwo.a.example. A 203.0.113.1");
        try (var strict = answeringRcpt("550 5.1.1 no such user")) {
            bench.internet.server("203.0.113.9", strict.port());
            var outcome = bench.send("ann@a.example");
            assertThat(outcome).isInstanceOf(Outcome.Refused.class);
            assertThat(cause(outcome).reason()).isEqualTo(Reason.UNKNOWN_RECIPIENT);
            assertThat(bench.internet.calls()).containsExactly("203.0.113.9");
        }
    }

    @Test
    void greylistingIsPatienceWithThatServer() {
        bench.zone.with("a.example. MX 10 one.a.example.\na.example. MX 10 two.a.example.");
        bench.zone.with("one.a.example. A 203.0.113.9\ntwo.a.example. A 203.0.113.1");
        try (var grey = answeringRcpt("450 4.7.1 greylisted, come back later")) {
            bench.internet.server("203.0.113.9", grey.port());
            bench.internet.server("203.0.113.1", grey.port());
            for (int attempt = 1; attempt <= 3; attempt++) {
                assertThat(cause(bench.send("ann@a.example")).reason())
                        .isEqualTo(Reason.GREYLISTED);
            }
            assertThat(bench.internet.calls()).hasSize(3);
            assertThat(new HashSet<>(bench.internet.calls())).hasSize(1);
        }
    }

    @Test
    void equalServersShareTheLoad() {
        bench.zone.with("a.example. MX 10 one.a.example.\na.example. MX 10 two.a.example.");
        bench.zone.with("one.a.example. A 203.0.113.9\ntwo.a.example. A 203.0.113.1");
        try (var server = taking()) {
            bench.internet.server("203.0.113.9", server.port());
            bench.internet.server("203.0.113.1", server.port());
            for (long mail = 1; mail <= 40; mail++) bench.send(mail << 20, "ann@a.example");
            assertThat(new HashSet<>(bench.internet.calls())).hasSize(2);
        }
    }

    @Test
    void aDomainThatSaysItTakesNoMailIsBelieved() {
        bench.zone.with("a.example. MX 0 .");
        var outcome = bench.send("ann@a.example");
        assertThat(outcome).isInstanceOf(Outcome.Refused.class);
        assertThat(cause(outcome).status()).isEqualTo("5.1.10");
    }

    @Test
    void aDomainThatDoesNotExistIsATypingError() {
        var outcome = bench.send("ann@gmial.example");
        assertThat(outcome).isInstanceOf(Outcome.Refused.class);
        assertThat(cause(outcome).status()).isEqualTo("5.1.2");
        assertThat(cause(outcome).sentence())
                .isEqualTo("The domain gmial.example does not exist. Is it a typing error?");
    }

    @Test
    void aNameServerInTroubleSaysNothingOfTheRecipient() {
        bench.zone.with("a.example. MX 10 mx.a.example.").broken("mx.a.example", Rcode.SERVFAIL);
        bench.zone.broken("b.example", Rcode.SERVFAIL);
        for (var recipient : new String[] {"ann@a.example", "bob@b.example"}) {
            var outcome = bench.send(recipient);
            assertThat(outcome).isInstanceOf(Outcome.Deferred.class);
            assertThat(cause(outcome).status()).isEqualTo("4.4.3");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, is a loopback address",
        "169.254.169.254, is a link-local address",
        "10.1.2.3, is a private address",
        "0.0.0.0, means the calling machine itself",
    })
    void aStrangersDnsLeadsNobodyIntoOurNetwork(String address, String words) {
        bench.zone.with("evil.example. MX 10 mx.evil.example.\nmx.evil.example. A " + address);
        var outcome = bench.send("ann@evil.example");
        assertThat(outcome).isInstanceOf(Outcome.Refused.class);
        assertThat(cause(outcome).sentence())
                .isEqualTo(
                        "The mail server mx.evil.example is at "
                                + address
                                + ", which "
                                + words
                                + ". Nothing is sent there.");
        assertThat(bench.internet.calls()).isEmpty();
    }

    @Test
    void onlyTheAddressesThatWereLookedAtAreCalled() {
        bench.zone.with("evil.example. MX 10 mx.evil.example.");
        bench.zone.with("mx.evil.example. A 203.0.113.9\nmx.evil.example. A 127.0.0.1");
        bench.send("ann@evil.example");
        assertThat(bench.internet.calls()).containsExactly("203.0.113.9");
    }

    @Test
    void aServerThatIsOurselvesEndsTheList() {
        bench.internet.own("203.0.113.7");
        bench.zone.with("a.example. MX 10 mx.a.example.\na.example. MX 20 two.a.example.");
        bench.zone.with("mx.a.example. A 203.0.113.7\ntwo.a.example. A 203.0.113.1");
        bench.zone.with("b.example. MX 10 gateway.example.");
        for (var recipient : new String[] {"ann@a.example", "ann@b.example"}) {
            var outcome = bench.send(recipient);
            assertThat(outcome).isInstanceOf(Outcome.Refused.class);
            assertThat(cause(outcome).status()).isEqualTo("5.4.6");
        }
        assertThat(bench.internet.calls()).isEmpty();
    }

    @Test
    void tenServersAreEnough() {
        var zone = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            zone.append("big.example. MX ").append(i).append(" mx").append(i).append(".example.\n");
            zone.append("mx")
                    .append(i)
                    .append(".example. A 203.0.113.")
                    .append(i % 250)
                    .append("\n");
        }
        bench.zone.with(zone.toString());
        assertThat(bench.send("ann@big.example")).isInstanceOf(Outcome.Deferred.class);
        assertThat(bench.internet.calls()).hasSize(10);
    }

    @Test
    void mailLeavesFromTheRoutesAddress() {
        bench.zone.with("a.example. MX 10 mx.a.example.");
        bench.zone.with("mx.a.example. A 203.0.113.1\nmx.a.example. AAAA 2001:db9::1");
        var route = DirectBench.route("198.51.100.7");
        bench.send(route, 1, "ann@a.example");
        assertThat(bench.internet.calls()).containsExactly("203.0.113.1 from 198.51.100.7");
    }

    @Test
    void ipv6IsUsedWhereThisMachineHasIt() {
        bench.zone.with("a.example. MX 10 mx.a.example.\nmx.a.example. AAAA 2a00:db9::1");
        assertThat(cause(bench.send("ann@a.example")).sentence())
                .contains("has no address that can be called from here");
        bench.internet.own("2a00:db9::7");
        bench.send("ann@a.example");
        assertThat(bench.internet.calls()).containsExactly("2a00:db9:0:0:0:0:0:1");
    }

    @Test
    void tlsIsSpokenWhereItIsOfferedWithAnyCertificate(@TempDir Path folder) {
        var authority = TestAuthority.create(folder);
        var serving = authority.serving(authority.issue("somebody-else.example"));
        bench.zone.with("a.example. MX 10 mx.a.example.\nmx.a.example. A 203.0.113.1");
        try (var server =
                ScriptedServer.start(s -> {
                    s.greet("STARTTLS").startTls(serving);
                    s.hello("PIPELINING").takeMails();
                })) {
            bench.internet.server("203.0.113.1", server.port());
            var delivered = (Outcome.Delivered) bench.send("ann@a.example");
            assertThat(delivered.via().tls()).startsWith("TLSv1.3");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "454 4.7.0 no TLS for now\r\n",
                "220 go ahead\r\n",
                "220 go ahead\r\n250 these words are not from inside TLS\r\n",
            })
    void mailGoesInClearWhereTlsDoesNotComeAbout(String answer) {
        bench.zone.with("a.example. MX 10 mx.a.example.\nmx.a.example. A 203.0.113.1");
        try (var server =
                ScriptedServer.start(s -> {
                    s.greet("STARTTLS");
                    if (s.number() == 1) {
                        s.expect("STARTTLS");
                        s.sayRaw(answer);
                    }
                    if (s.number() > 1 || answer.startsWith("454")) s.takeMails();
                })) {
            bench.internet.server("203.0.113.1", server.port());
            var delivered = (Outcome.Delivered) bench.send("ann@a.example");
            assertThat(delivered.via().tls()).isEmpty();
            assertThat(server.heard("MAIL")).hasSize(1);
        }
    }

    @Test
    void mailNeverGoesInClearWhereTheDomainDemandsTls() {
        var demanded = new TlsPolicies.Demanded(TlsDemand.VERIFIED, TlsWitness.NONE);
        try (var strict = new DirectBench((_, _) -> demanded);
                var server = taking()) {
            strict.zone.with("a.example. MX 10 mx.a.example.\nmx.a.example. A 203.0.113.1");
            strict.internet.server("203.0.113.1", server.port());
            var cause = cause(strict.send("ann@a.example"));
            assertThat(cause.kind()).isEqualTo(Outcome.Kind.TLS_POLICY);
            assertThat(cause.sentence())
                    .startsWith("a.example asks that mail comes by verified TLS only")
                    .contains("does not offer STARTTLS");
            assertThat(server.heard("MAIL")).isEmpty();
        }
    }
}
