package dev.facteur.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.testkit.ApiServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The examples in `contract/`, asked of a running server.
final class ContractTest {
    @TempDir Path folder;
    private ApiServer server;

    @BeforeEach
    void start() throws Exception {
        server = ApiServer.start(folder);
        server.addSite("shop");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    static List<String> files() throws IOException {
        try (var files = Files.list(Path.of("contract"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void examplesAreAnsweredAsTheySay(String file) throws Exception {
        var key = server.key("shop", "send", "read", "read-bodies", "manage");
        var id = "";
        for (var example : JsonMapper.shared().readTree(Files.readString(path(file)))) {
            var request = example.path("request");
            var body = request.has("body") ? request.path("body").toString() : null;
            var answer =
                    server.request(
                            example.path("by").asString("key").equals("key")
                                    ? key
                                    : server.token().reveal(),
                            request.path("method").asString(),
                            request.path("path").asString().replace("$id", id),
                            body,
                            headers(request));
            var about = example.path("about").asString() + ": " + answer.text();
            assertThat(answer.status()).as(about).isEqualTo(example.at("/answer/status").asInt());
            if (answer.text().isEmpty()) continue;
            holds(about, example.at("/answer/body"), answer.json());
            if (answer.json().has("id")) id = answer.json().path("id").asString();
        }
    }

    private static String[] headers(JsonNode request) {
        return request.path("headers").properties().stream()
                .flatMap(header -> Stream.of(header.getKey(), header.getValue().asString()))
                .toArray(String[]::new);
    }

    private static void holds(String about, JsonNode expected, JsonNode found) {
        if (expected.isString() && expected.asString().equals("*")) {
            assertThat(found.isMissingNode()).as(about).isFalse();
        } else if (expected.isObject()) {
            for (var member : expected.properties()) {
                holds(about, member.getValue(), found.path(member.getKey()));
            }
        } else if (expected.isArray()) {
            assertThat(found).as(about).hasSize(expected.size());
            for (int i = 0; i < expected.size(); i++) holds(about, expected.get(i), found.get(i));
        } else if (!expected.isMissingNode()) {
            assertThat(found).as(about).isEqualTo(expected);
        }
    }

    private static Path path(String file) {
        return Path.of("contract", file);
    }
}
