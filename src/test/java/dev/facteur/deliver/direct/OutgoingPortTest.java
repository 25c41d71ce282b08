package dev.facteur.deliver.direct;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.mail.Statement;
import dev.facteur.route.Route;
import dev.facteur.testkit.ScriptedServer;
import java.net.InetAddress;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OutgoingPortTest {
    private static final List<String> ADDRESSES =
            List.of("203.0.113.1", "203.0.113.2", "203.0.113.3");

    private final DirectBench bench = new DirectBench();

    @BeforeEach
    void namesOfLargeServers() {
        var domains = List.of("gmail.com", "outlook.com", "yahoo.com");
        for (int i = 0; i < domains.size(); i++) {
            var domain = domains.get(i);
            bench.zone.with(domain + ". MX 5 mx." + domain + ".");
            bench.zone.with("mx." + domain + ". A " + ADDRESSES.get(i));
        }
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private static ScriptedServer greeting(String... names) {
        return answering("hello", names);
    }

    private static ScriptedServer answering(String hello, String... names) {
        return ScriptedServer.start(s -> {
            s.say("220 " + names[s.number() % names.length] + " ESMTP");
            s.expect("EHLO gateway.example");
            s.say("250 " + hello);
            s.expect("QUIT");
            s.say("221 bye");
        });
    }

    private String trouble() throws InterruptedException {
        var trouble = bench.transport.trouble(DirectBench.route());
        return trouble.isEmpty() ? "" : trouble.get().sentence();
    }

    @Test
    void anOpenPortIsSeenByTheServersGreetings() throws Exception {
        try (var servers = greeting("mx.one.example", "mx.two.example", "mx.three.example")) {
            for (var address : ADDRESSES) bench.internet.server(address, servers.port());
            assertThat(trouble()).isEmpty();
            assertThat(bench.transport.notice(DirectBench.route())).isNull();
            assertThat(servers.heard("MAIL")).isEmpty();
        }
    }

    @Test
    void onePoorServerDoesNotCloseThePort() throws Exception {
        try (var server = greeting("mx.one.example")) {
            bench.internet.silent(ADDRESSES.get(0)).server(ADDRESSES.get(1), server.port());
            assertThat(trouble()).isEmpty();
        }
    }

    @Test
    void droppedPacketsAreSaidWithTheWaysThatRemain() throws Exception {
        for (var address : ADDRESSES) bench.internet.silent(address);
        var sentence =
                "Outgoing port 25 seems to be blocked: the mail servers of gmail.com, outlook.com,"
                        + " yahoo.com do not answer there.";
        assertThat(trouble()).isEqualTo(sentence);
        var notice = Objects.requireNonNull(bench.transport.notice(DirectBench.route()));
        assertThat(notice.statement()).hasToString(sentence);
        assertThat(notice.reason()).isEqualTo("port-25-blocked");
    }

    @Test
    void whoRefusesForEverybodyStandsInBetween() throws Exception {
        assertThat(trouble()).contains("refuse the connection");
    }

    @Test
    void whoAnswersForEverybodyStandsInBetween() throws Exception {
        try (var servers = greeting("proxy.host.example")) {
            for (var address : ADDRESSES) bench.internet.server(address, servers.port());
            assertThat(trouble()).contains("one and the same server, proxy.host.example");
        }
    }

    @Test
    void withoutDnsNothingIsSaidOfThePort() throws Exception {
        for (var domain : List.of("gmail.com", "outlook.com", "yahoo.com")) {
            bench.zone.without(domain).without("mx." + domain);
        }
        assertThat(trouble()).startsWith("DNS names no large mail server");
    }

    @Test
    void onlyAPublicAddressIsTakenForOneThatOthersSee() throws Exception {
        try (var near = answering("mx.one.example Hello [10.0.0.7]", "mx.one.example");
                var far = answering("mx.two.example Hello [203.0.113.7]", "mx.two.example")) {
            bench.internet.server(ADDRESSES.get(0), near.port());
            bench.internet.server(ADDRESSES.get(1), far.port());
            assertThat(bench.port.look(direct(), DirectBench.NAME).outside())
                    .containsExactly(InetAddress.ofLiteral("203.0.113.7"));
        }
    }

    private static Route.Direct direct() {
        return Objects.requireNonNull(DirectBench.route().direct());
    }

    @Test
    void aPublicAddressNeedsANameThatLeadsBackToIt() {
        var introduction = new Introduction(bench.zone);
        var source = InetAddress.ofLiteral("203.0.113.7");
        assertThat(introduction.advice(source, "mail.shop.example")).hasSize(2);
        bench.zone.with("7.113.0.203.in-addr.arpa. PTR other.example.");
        bench.zone.with("mail.shop.example. A 203.0.113.7");
        assertThat(introduction.advice(source, "mail.shop.example"))
                .extracting(Statement::english)
                .containsExactly(
                        "The name of 203.0.113.7 (PTR), other.example, does not lead back to it."
                                + " Give other.example an address record with 203.0.113.7.");
        bench.zone.with("other.example. A 203.0.113.7");
        assertThat(introduction.advice(source, "mail.shop.example")).isEmpty();
    }

    @Test
    void whatIsBehindATranslatorIsNotJudged() {
        var introduction = new Introduction(bench.zone);
        assertThat(introduction.advice(InetAddress.ofLiteral("10.0.0.7"), "x.example"))
                .singleElement()
                .asString()
                .contains("not what others see");
    }
}
