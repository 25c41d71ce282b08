package dev.facteur.track;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.platform.http.PublicCalls;
import dev.facteur.platform.secret.RandomText;
import dev.facteur.testkit.Elsewhere;
import dev.facteur.testkit.SecureServer;
import dev.facteur.testkit.TestAuthority;
import dev.facteur.testkit.Zone;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoorLookTest {
    private static final String DOMAIN = "links.shop.example";

    @TempDir Path folder;
    private final Links links = new Links(new byte[32]);
    private final Elsewhere network = new Elsewhere();
    private final Zone zone =
            Zone.of(
                    """
                    links.shop.example. A 203.0.113.5
                    links.other.example. A 203.0.113.5
                    silent.shop.example. A 203.0.113.6
                    """);
    private SecureServer server;
    private DoorLook look;

    @BeforeEach
    void start() throws IOException {
        var authority = TestAuthority.create(folder);
        server = new SecureServer(authority.serving(authority.issue(DOMAIN)));
        network.at("203.0.113.5", 443, server.port());
        var patience = Duration.ofSeconds(10);
        var calls = new PublicCalls(network.world(zone), authority.caFile(), _ -> true, patience);
        look = new DoorLook(links, new RandomText(new SecureRandom()), calls);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void whereWhatOnlyWeCanSayIsSaidTheDomainLeadsHere() {
        proving(links);
        assertThat(look.look(DOMAIN).state()).isEqualTo(DoorLook.State.OURS);
    }

    @Test
    void anotherGatewayBehindTheDomainIsNotTakenForThisOne() {
        var key = new byte[32];
        key[0] = 1;
        proving(new Links(key));
        assertThat(look.look(DOMAIN).state()).isEqualTo(DoorLook.State.ELSEWHERE);
    }

    @Test
    void aPageThatIsThereForEveryAddressIsNotTakenForTheDoor() {
        server.answering("200 OK", "text/html", "<p>Welcome</p>");
        assertThat(look.look(DOMAIN))
                .isEqualTo(new DoorLook.Seen(DoorLook.State.ELSEWHERE, "HTTP 200"));
    }

    @Test
    void whatStandsInTheWayIsTold() {
        assertThat(look.look("nowhere.shop.example").state()).isEqualTo(DoorLook.State.NO_ADDRESS);
        assertThat(look.look("silent.shop.example").state()).isEqualTo(DoorLook.State.SILENT);
        assertThat(look.look("links.other.example").state())
                .isEqualTo(DoorLook.State.NO_CERTIFICATE);
    }

    /// A server that answers each question as the door of these links does.
    private void proving(Links whose) {
        server.answering(client -> {
            var head = server.requests().getLast().head();
            var nonce = head.substring("GET /check/".length(), head.indexOf(" HTTP/"));
            var proof = whose.proof(DOMAIN, nonce).orElseThrow();
            var answer =
                    "HTTP/1.1 200 OK\r\nContent-Length: "
                            + proof.length()
                            + "\r\nConnection: close\r\n\r\n"
                            + proof;
            client.write(answer.getBytes(StandardCharsets.US_ASCII));
        });
    }
}
