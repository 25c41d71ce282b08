package dev.facteur.flow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.platform.Surroundings;
import dev.facteur.platform.SystemDns;
import dev.facteur.protocol.dns.Dns;
import dev.facteur.protocol.dns.RecordType;
import dev.facteur.testkit.KnotNames;
import dev.facteur.testkit.Letter;
import dev.facteur.testkit.OpenDkimVerifier;
import dev.facteur.testkit.OpenDkimVerifier.Verdict;
import dev.facteur.testkit.PracticeGateway;
import dev.facteur.testkit.TurnedTime;
import dev.facteur.testkit.UnboundResolver;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Keys that the gateway publishes itself, as a receiver sees them: Debian's Knot DNS takes its
/// signed updates, Unbound sees them, and OpenDKIM judges the mail that arrived by what Unbound
/// says.
@Tag("flow")
class HostedKeysTest {
    private static final String BOUTIQUE = "boutique.example";
    private static final String ZONE = "dkim.host.example";

    /// Nobody remembers that there was nothing: Unbound lives in the machine's time.
    private static final String SERIAL = "@ SOA ns hostmaster 1 300 300 300 0\n";

    private static final String SERVER = "@ NS ns\nns A 127.0.0.1\n";
    private static final String EMPTY = SERIAL + SERVER;
    private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(10);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir Path folder;
    private TurnedTime time;
    private KnotNames knot;
    private UnboundResolver unbound;
    private Dns resolver;
    private PracticeGateway gateway;

    @BeforeEach
    void start() throws Exception {
        time = TurnedTime.in(folder);
        var zones = Map.of(BOUTIQUE, EMPTY, ZONE, EMPTY);
        knot = KnotNames.start(sub("knot"), zones, Set.of(ZONE), time);
        unbound = UnboundResolver.start(sub("unbound"), knot, Map.of(), zones.keySet());
        resolver = new SystemDns(List.of(unbound.address()), false);
        gateway = PracticeGateway.in(sub("gateway"), this::world, publishing(knot));
    }

    @AfterEach
    void stop() throws Exception {
        if (gateway != null) gateway.close();
        if (unbound != null) unbound.close();
        if (knot != null) knot.close();
    }

    @Test
    void mailIsSignedWithTheNextKeysOnceTheyAreSeenAndTheOldOnesGoAWeekLater() throws Exception {
        addDomain();
        awaitSeen(2);
        awaitSigning();
        gateway.operator("POST", "/v1/domains/" + BOUTIQUE + "/verify", "{}");
        assertThat(arrived("early")).containsExactlyInAnyOrder("facteur1e", "facteur1r");

        gateway.operator("POST", "/v1/domains/" + BOUTIQUE + "/keys", "{}");
        awaitSeen(4);
        assertThat(arrived("between")).containsExactlyInAnyOrder("facteur1e", "facteur1r");
        awaitSigning();
        assertThat(arrived("late")).containsExactlyInAnyOrder("facteur2e", "facteur2r");
        assertThat(published("facteur1r")).isNotEmpty();

        pass(Duration.ofDays(7));
        Awaitility.await().atMost(PATIENCE).until(() -> keys().size() == 2);
        assertThat(published("facteur1r")).isEmpty();
        assertThat(published("facteur1e")).isEmpty();
        assertThat(published("facteur2r")).isNotEmpty();
        assertThat(arrived("after")).containsExactlyInAnyOrder("facteur2e", "facteur2r");
    }

    private Path sub(String name) throws Exception {
        return Files.createDirectories(folder.resolve(name));
    }

    private Surroundings world(Surroundings world) {
        return new Surroundings(
                world.clock(),
                world.random(),
                world.resolver(),
                resolver,
                _ -> SystemDns.authority(knot.address()),
                world.connector(),
                world.disk(),
                world.owners());
    }

    private static Map<String, String> publishing(KnotNames knot) {
        return Map.of(
                "FACTEUR_DOMAINS_DKIM_ZONE",
                ZONE,
                "FACTEUR_DOMAINS_DKIM_ZONE_SERVER",
                "127.0.0.1:" + knot.address().getPort(),
                "FACTEUR_DOMAINS_DKIM_ZONE_KEY",
                KnotNames.UPDATE_KEY);
    }

    /// Its owner publishes the aliases that he is told.
    private void addDomain() throws Exception {
        var wanted = "{\"name\": \"" + BOUTIQUE + "\", \"site\": \"shop\"}";
        gateway.operator("POST", "/v1/domains", wanted);
        var zone = new StringBuilder(EMPTY);
        var records = gateway.operator("GET", "/v1/domains/" + BOUTIQUE + "/records", "");
        for (var record : records.path("records")) {
            if (!record.path("type").asString().equals("CNAME")) continue;
            zone.append(record.path("name").asString() + ". CNAME ")
                    .append(record.path("value").asString() + ".\n");
        }
        knot.change(BOUTIQUE, zone.toString());
    }

    private List<JsonNode> keys() throws Exception {
        var answer = gateway.operator("GET", "/v1/domains/" + BOUTIQUE + "/keys", "");
        return answer.path("keys").valueStream().toList();
    }

    private void await(String member, int many) {
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(keys())
                                .filteredOn(key -> !key.path(member).asString("").isEmpty())
                                .hasSize(many));
    }

    /// @param published keys of all states, two of them new
    private void awaitSeen(int published) throws Exception {
        pass(Duration.ofMinutes(1));
        await("published_at", published);
        await("seen_at", 2);
    }

    private void awaitSigning() throws Exception {
        pass(BETWEEN_LOOKS);
        await("seen_at", 0);
    }

    /// For everybody but Unbound.
    private void pass(Duration span) throws Exception {
        time.advance(span);
        gateway.advance(span);
    }

    /// The selectors whose signatures on a mail hold.
    private List<String> arrived(String name) throws Exception {
        var recipient = name + "@example.com";
        gateway.submit(Letter.awkward("orders@" + BOUTIQUE, recipient));
        var mail = gateway.awaitArrivedFor(recipient, 1).getFirst().getBytes(UTF_8);
        var records = new HashMap<String, String>();
        for (var key : keys()) {
            var record = key.path("record_name").asString();
            resolver.ask(record, RecordType.TXT).texts().forEach(text -> records.put(record, text));
        }
        return OpenDkimVerifier.withKeys(folder, records).at(time).verify(mail).stream()
                .filter(Verdict::passes)
                .map(Verdict::selector)
                .toList();
    }

    /// What stands in the operator's zone now where the key of a selector leads.
    private List<String> published(String selector) throws Exception {
        var alias = resolver.ask(selector + "._domainkey." + BOUTIQUE, RecordType.CNAME);
        var target = alias.names().getFirst();
        return SystemDns.authority(knot.address()).ask(target, RecordType.TXT).texts();
    }
}
