package dev.facteur.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.facteur.testkit.Internet;
import dev.facteur.testkit.PracticeGateway;
import dev.facteur.testkit.Scene;
import dev.facteur.testkit.ScriptedServer;
import dev.facteur.testkit.Zone;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole gateway with a direct route before its provider, in a small Internet.
@Tag("flow")
class DirectRouteTest {
    private static final String ANNA = "anna@shop.example";

    @TempDir Path folder;

    private final Zone zone = new Zone();
    private final Internet internet = new Internet();
    private PracticeGateway gateway;

    @BeforeEach
    void open() throws Exception {
        var large = List.of("gmail.com", "outlook.com", "yahoo.com");
        for (int i = 0; i < large.size(); i++) {
            var address = "203.0.113." + (100 + i);
            zone.with(large.get(i) + ". MX 5 mx." + large.get(i) + ".");
            zone.with("mx." + large.get(i) + ". A " + address);
            internet.silent(address);
        }
        gateway = PracticeGateway.in(folder, zone, internet);
        gateway.operator("POST", "/v1/routes", "{\"name\":\"direct\",\"direct\":true}");
        gateway.operator("PUT", "/v1/default-routes", "{\"routes\":[\"direct\",\"practice\"]}");
    }

    @AfterEach
    void close() throws Exception {
        gateway.close();
    }

    private void server(String domain, String address, int port) {
        zone.with(domain + ". MX 10 mx." + domain + ".\nmx." + domain + ". A " + address);
        internet.server(address, port);
    }

    private static void answerRcpt(Scene s, String answer) throws IOException {
        s.greet();
        s.expect("MAIL");
        s.say("250 ok");
        s.expect("RCPT");
        s.say(answer);
    }

    @Test
    void eachDomainsServerGetsItsRecipients() throws Exception {
        try (var one = ScriptedServer.start(s -> s.greet().takeMails());
                var two = ScriptedServer.start(s -> s.greet().takeMails())) {
            server("a.example", "203.0.113.1", one.port());
            server("b.example", "203.0.113.2", two.port());
            var mail = gateway.submit(ANNA, "bob@a.example", "cora@b.example", "dan@a.example");
            await().untilAsserted(() -> assertThat(gateway.states(mail)).containsOnly("delivered"));
            assertThat(one.heard("RCPT")).hasSize(2);
            assertThat(two.heard("RCPT")).hasSize(1);
            assertThat(gateway.details(mail))
                    .contains("\"host\":\"mx.a.example\",\"address\":\"203.0.113.1\",\"port\":25");
            assertThat(gateway.arrived()).isZero();
        }
    }

    @Test
    void whoMindsOurAddressGetsItsMailByTheProvider() throws Exception {
        var words = "554 5.7.1 Client host [192.0.2.1] blocked using zen.spamhaus.org";
        try (var strict = ScriptedServer.start(s -> answerRcpt(s, words))) {
            server("a.example", "203.0.113.1", strict.port());
            var mail = gateway.submit(ANNA, "bob@a.example");
            gateway.awaitEvents(
                    mail, "accepted", "attempted", "deferred", "attempted", "delivered");
            assertThat(gateway.details(mail)).contains("\"reason\":\"ip-listed\"");
            var next = gateway.submit(ANNA, "cora@a.example");
            gateway.awaitEvents(next, "accepted", "attempted", "delivered");
            assertThat(strict.connections()).isEqualTo(1);
        }
    }

    @Test
    void whatCannotBeReachedGoesByTheProviderAndOnlyThat() throws Exception {
        try (var alive = ScriptedServer.start(s -> s.greet().takeMails())) {
            zone.with("dead.example. MX 10 mx.dead.example.\nmx.dead.example. A 203.0.113.9");
            server("a.example", "203.0.113.1", alive.port());
            var mail = gateway.submit(ANNA, "bob@dead.example");
            gateway.awaitEvents(
                    mail, "accepted", "attempted", "deferred", "attempted", "delivered");
            var other = gateway.submit(ANNA, "cora@a.example");
            gateway.awaitEvents(other, "accepted", "attempted", "delivered");
            assertThat(alive.heard("MAIL")).hasSize(1);
        }
    }

    @Test
    void greylistedMailComesAgainAfterTheTimeThatTheServerNames() throws Exception {
        gateway.operator("PUT", "/v1/default-routes", "{\"routes\":[\"direct\"]}");
        try (var grey =
                ScriptedServer.start(s -> {
                    if (s.number() > 1) s.greet().takeMails();
                    else answerRcpt(s, "450 4.7.1 Greylisted for 300 seconds");
                })) {
            server("a.example", "203.0.113.1", grey.port());
            var mail = gateway.submit(ANNA, "bob@a.example");
            gateway.awaitEvents(mail, "accepted", "attempted", "deferred");
            gateway.advance(Duration.ofSeconds(299));
            var another = gateway.submit(ANNA, "x@nowhere.example");
            gateway.awaitEvents(another, "accepted", "attempted", "failed", "reported");
            assertThat(grey.connections()).isEqualTo(1);
            gateway.advance(Duration.ofSeconds(2));
            gateway.awaitEvents(
                    mail, "accepted", "attempted", "deferred", "attempted", "delivered");
        }
    }

    @Test
    void aBlockedPortIsSaidBeforeAMailFindsOut() {
        await().untilAsserted(() ->
                assertThat(gateway.operator("GET", "/v1/routes/direct", "").toString())
                        .contains("do not answer there", "port-25-blocked"));
    }

    @Test
    void whatReceiversMindIsToldWhereTheRouteIsChecked() throws Exception {
        try (var large =
                ScriptedServer.start(s -> {
                    s.say("220 mx.gmail.com").expect("EHLO ");
                    s.say("250 at your service").expect("QUIT");
                })) {
            internet.server("203.0.113.100", large.port());
            var found = gateway.operator("POST", "/v1/routes/direct/check", "");
            assertThat(found.path("advice").toString()).contains("which is not what others see");
        }
    }

    @Test
    void aDomainThatTakesNoMailIsToldToTheSender() throws Exception {
        zone.with("a.example. MX 0 .");
        var mail = gateway.submit(ANNA, "bob@a.example");
        gateway.awaitEvents(mail, "accepted", "attempted", "failed", "reported");
        assertThat(gateway.story(mail))
                .contains("The domain a.example says that it takes no mail.");
    }
}
