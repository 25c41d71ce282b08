package dev.facteur.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.facteur.testkit.Internet;
import dev.facteur.testkit.PracticeGateway;
import dev.facteur.testkit.ScriptedServer;
import dev.facteur.testkit.Zone;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole gateway with a domain for what comes back, and which senders other servers hear.
@Tag("flow")
final class SendersTest {
    private static final String ANNA = "anna@shop.example";

    @TempDir Path folder;

    private final Zone zone = new Zone();
    private final Internet internet = new Internet();
    private ScriptedServer server;
    private PracticeGateway gateway;

    @BeforeEach
    void open() throws Exception {
        server = ScriptedServer.start(s -> s.greet().takeMails());
        zone.with("a.example. MX 10 mx.a.example.\nmx.a.example. A 203.0.113.1");
        internet.server("203.0.113.1", server.port());
        gateway =
                PracticeGateway.in(
                        folder,
                        zone,
                        internet,
                        Map.of("FACTEUR_BOUNCES_DOMAIN", "bounce.example.com"));
        gateway.operator("POST", "/v1/routes", "{\"name\":\"direct\",\"direct\":true}");
        gateway.operator("PUT", "/v1/default-routes", "{\"routes\":[\"direct\"]}");
    }

    @AfterEach
    void close() throws Exception {
        gateway.close();
        server.close();
    }

    @Test
    void eachRecipientOfADirectRouteHasASenderOfItsOwn() throws Exception {
        var mail = gateway.submit(ANNA, "bob@a.example", "cora@a.example");
        await().untilAsserted(() -> assertThat(gateway.states(mail)).containsOnly("delivered"));

        var senders = server.heard("MAIL");
        assertThat(new HashSet<>(senders)).hasSize(2);
        assertThat(senders)
                .allMatch(sender -> sender.contains("FROM:<b-" + mail + "-"))
                .allMatch(sender -> sender.contains("@bounce.example.com>"));
    }

    @Test
    void aMailOfTheNullSenderKeepsIt() throws Exception {
        var mail = gateway.submit("", "bob@a.example");
        await().untilAsserted(() -> assertThat(gateway.states(mail)).containsOnly("delivered"));

        assertThat(server.heard("MAIL")).allMatch(sender -> sender.startsWith("MAIL FROM:<>"));
    }

    @Test
    void aProviderHearsTheSenderThatTheSiteGave() throws Exception {
        gateway.operator("PUT", "/v1/default-routes", "{\"routes\":[\"practice\"]}");
        var mail = gateway.submit(ANNA, "bob@a.example");
        gateway.awaitEvents(mail, "accepted", "attempted", "delivered");

        assertThat(gateway.envelopeSenderFor("bob@a.example")).isEqualTo(ANNA);
    }
}
