package dev.facteur.track;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.mail.MailId;
import dev.facteur.mail.Urgency;
import dev.facteur.platform.Network;
import dev.facteur.platform.http.HttpServer;
import dev.facteur.queue.QueueScene;
import dev.facteur.queue.State;
import dev.facteur.testkit.RawHttp;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// From where a link is followed, as the door believes it: 17.0.0.0/8 are Apple's machines, who
/// fetch the images of all mails.
class TrackingDoorTest {
    private static final String DOMAIN = "links.shop.example";
    private static final String APPLE = "\"by\":\"apple-privacy\"";

    @TempDir Path folder;
    private final Links links = new Links(new byte[32]);
    private QueueScene scene;
    private Hits hits;
    private MailId mail;

    @BeforeEach
    void open() throws Exception {
        scene = QueueScene.open(folder);
        hits = new Hits(scene.database.committer(), scene.clock, new SimpleMeterRegistry());
        var stored = scene.store(1, Urgency.BROADCAST, "anna");
        mail = stored.mail().id();
        scene.settle(scene.lease(stored), State.DELIVERED, null);
        scene.clock.advance(Duration.ofMinutes(1));
    }

    @AfterEach
    void close() {
        hits.close();
        scene.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "17.1.2.3",
                "203.0.113.9, 17.1.2.3",
                "17.1.2.3, 127.0.0.1",
                "[2001:db8::1], 17.1.2.3 , 127.0.0.1"
            })
    void theNearestAddressThatIsNoProxyIsTheReaders(String forwarded) throws Exception {
        assertThat(seen("127.0.0.0/8", forwarded)).contains(APPLE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"17.1.2.3, 203.0.113.9", "17.1.2.3, unknown", "17.1.2.3,", "2001:db8::1"})
    void whatSomebodyWroteBeforeOurProxyProvesNothing(String forwarded) throws Exception {
        assertThat(seen("127.0.0.0/8", forwarded)).contains("\"machine\":false");
    }

    @Test
    void whoIsNoProxyOfOursIsNotBelieved() throws Exception {
        assertThat(seen("192.0.2.0/24", "17.1.2.3")).contains("\"machine\":false");
    }

    /// What the mail's history says of somebody who follows a link.
    private String seen(String proxy, String forwarded) throws Exception {
        var proxies = List.of(Network.parse(proxy).orElseThrow());
        var door = new TrackingDoor(links, hits, proxies, scene.clock);
        var here = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        var limits = HttpServer.Limits.onLoopback(1_000);
        var tracked = new Tracked(mail, 0);
        var link = links.click(DOMAIN, tracked, 0, "https://shop.example/");
        var path = link.substring(("https://" + DOMAIN).length());
        try (var server = HttpServer.start(here, null, limits, scene.clock, door::install);
                var client = RawHttp.connectFrom("127.0.0.1", server.port())) {
            var head =
                    "GET " + path + " HTTP/1.1\r\nHost: " + DOMAIN + "\r\nUser-Agent: Firefox\r\n";
            client.send(head + "X-Forwarded-For: " + forwarded + "\r\nConnection: close\r\n\r\n");
            assertThat(client.status()).contains("302");
        }
        hits.close();
        return scene.database
                .reads()
                .withHandle(handle ->
                        handle.createQuery(
                                        "SELECT detail FROM event WHERE mail_id = ? AND kind ="
                                                + " 'clicked'")
                                .bind(0, mail.value())
                                .mapTo(String.class)
                                .one());
    }
}
