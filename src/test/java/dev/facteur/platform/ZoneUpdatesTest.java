package dev.facteur.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facteur.protocol.dns.RecordType;
import dev.facteur.protocol.dns.TsigKey;
import dev.facteur.protocol.dns.UpdateTrouble;
import dev.facteur.protocol.dns.UpdateTrouble.Kind;
import dev.facteur.protocol.dns.ZoneUpdate;
import dev.facteur.protocol.dns.ZoneUpdates;
import dev.facteur.testkit.KnotNames;
import dev.facteur.testkit.ManualClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// With Debian's Knot DNS.
class ZoneUpdatesTest {
    private static final String ZONE = "dkim.host.example";
    private static final String NAME = "facteur1r.shop.example." + ZONE;
    private static final String LONG = "v=DKIM1; k=rsa; p=" + "A".repeat(400);
    private static final Duration TTL = Duration.ofMinutes(5);
    private static final ZoneUpdate REMOVAL = ZoneUpdate.of(ZONE).without(NAME);

    @TempDir Path folder;
    private @Nullable KnotNames knot;

    @AfterEach
    void stop() throws IOException {
        if (knot != null) knot.close();
    }

    private KnotNames started() throws IOException {
        var zones = Map.of(ZONE, "", "closed.example", "");
        var started = KnotNames.start(folder, zones, Set.of(), Set.of(ZONE));
        knot = started;
        return started;
    }

    private ZoneUpdates server(String key) throws Exception {
        return server(started().address(), key, new SystemClock());
    }

    private static ZoneUpdates server(InetSocketAddress address, String key, Clock clock) {
        var system = Surroundings.system();
        var world =
                new Surroundings(
                        clock,
                        system.random(),
                        system.resolver(),
                        system.dns(),
                        system.nameServers(),
                        system.connector(),
                        system.disk(),
                        system.owners());
        return new SystemZoneUpdates(address, TsigKey.parse(key).orElseThrow(), world);
    }

    private static List<String> texts(KnotNames knot) throws Exception {
        return SystemDns.authority(knot.address()).ask(NAME, RecordType.TXT).texts();
    }

    private static void troubled(ZoneUpdates server, ZoneUpdate update, Kind kind) {
        assertThatThrownBy(() -> server.send(update))
                .isInstanceOfSatisfying(
                        UpdateTrouble.class,
                        e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind));
    }

    @Test
    void aRecordComesIsReplacedAndGoes() throws Exception {
        var names = started();
        var server = server(names.address(), KnotNames.UPDATE_KEY, new SystemClock());
        server.send(ZoneUpdate.of(ZONE).with(NAME, LONG, TTL));
        assertThat(texts(names)).containsExactly(LONG);
        server.send(ZoneUpdate.of(ZONE).with(NAME, "v=DKIM1; p=BBBB", TTL));
        assertThat(texts(names)).containsExactly("v=DKIM1; p=BBBB");
        server.send(REMOVAL);
        assertThat(texts(names)).isEmpty();
        server.send(REMOVAL);
    }

    @Test
    void aSecretThatDiffersIsTold() throws Exception {
        troubled(server("hmac-sha256:facteur:AAECAwQFBgcICQoLDA0ODw=="), REMOVAL, Kind.KEY_DIFFERS);
    }

    @Test
    void aKeyThatTheServerDoesNotKnowIsTold() throws Exception {
        var server = server("hmac-sha256:stranger:AAECAwQFBgcICQoLDA0ODw==");
        troubled(server, REMOVAL, Kind.KEY_UNKNOWN);
    }

    @Test
    void aZoneThatTheServerDoesNotHaveIsTold() throws Exception {
        var update = ZoneUpdate.of("other.example").without("a.other.example");
        troubled(server(KnotNames.UPDATE_KEY), update, Kind.OTHER_ZONE);
    }

    @Test
    void aZoneThatTheKeyMayNotChangeIsTold() throws Exception {
        var update = ZoneUpdate.of("closed.example").without("a.closed.example");
        troubled(server(KnotNames.UPDATE_KEY), update, Kind.KEY_UNKNOWN);
    }

    @Test
    void aNameOutsideTheZoneIsNotChanged() throws Exception {
        var update = ZoneUpdate.of(ZONE).with("www.host.example", "x", TTL);
        troubled(server(KnotNames.UPDATE_KEY), update, Kind.OTHER_ZONE);
    }

    @Test
    void clocksThatDifferAreTold() throws Exception {
        var late = new ManualClock(Instant.now().minusSeconds(3600));
        troubled(server(started().address(), KnotNames.UPDATE_KEY, late), REMOVAL, Kind.CLOCK);
    }

    @Test
    void aServerThatHangsUpIsSilent() throws Exception {
        try (var nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual()
                    .start(() -> {
                        try (var socket = nobody.accept()) {
                            var _ = socket.getInputStream().read();
                        } catch (IOException e) {
                            // The test is over.
                        }
                    });
            var address = (InetSocketAddress) nobody.getLocalSocketAddress();
            troubled(
                    server(address, KnotNames.UPDATE_KEY, new SystemClock()), REMOVAL, Kind.SILENT);
        }
    }
}
