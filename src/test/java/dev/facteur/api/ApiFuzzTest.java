package dev.facteur.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.account.Permission;
import dev.facteur.platform.http.Operation;
import dev.facteur.testkit.ApiServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Every operation there is, asked what nobody should ask. The answer is one that the description
/// tells of, which [ApiServer] sees to, and never that the gateway made a mistake.
final class ApiFuzzTest {
    private static final int SHORT_FORM = 500;
    private static final String SECONDS = "facteur.fuzz-api.seconds";
    private static final int REQUESTS_OF_A_KEY = 300;
    private static final int MOST_TOLD = 500;
    private static final List<String> ODD_VALUES =
            List.of(
                    "7",
                    "-1",
                    "0.5",
                    "1e400",
                    "99999999999999999999",
                    "true",
                    "null",
                    "\"\"",
                    "\"x\"",
                    "\" \"",
                    "\"\\u0000\"",
                    "\"\\ud800\"",
                    "\"\\u202e\\ud83d\\ude00\"",
                    "\"" + "x".repeat(5_000) + "\"",
                    "[]",
                    "[null]",
                    "[7]",
                    "[[]]",
                    "{}",
                    "{\"x\":null}",
                    "{\"x\":{}}",
                    "[{\"x\":1}]",
                    "[{}]");
    private static final List<String> ODD_BODIES =
            List.of(
                    "",
                    "null",
                    "[]",
                    "7",
                    "\"x\"",
                    "{",
                    "{}",
                    "{\"nobody\":1}",
                    "{\"name\":1,\"name\":2}",
                    "[".repeat(2_000),
                    "{}{}",
                    "\0",
                    "\ud800",
                    "{\"name\":\"" + "x".repeat(200_000) + "\"}");
    private static final List<String> ODD_NAMES =
            List.of(
                    "x",
                    "0000000000000",
                    "zzzzzzzzzzzzz",
                    "-1",
                    "99999999999999999999",
                    "%C3%A9",
                    "%FF",
                    "a%20b",
                    "'",
                    "x".repeat(500));
    private static final List<String> ODD_PARAMETERS =
            List.of(
                    "",
                    "x",
                    "-1",
                    "0",
                    "99999999999999999999",
                    "%00",
                    "%FF",
                    "%C3%A9",
                    "'%25_!",
                    "*",
                    "shop");

    @TempDir Path folder;
    private ApiServer server;
    private final Map<Permission, String> keys = new HashMap<>();
    private final List<String> wrong = new ArrayList<>();
    private int asked;

    @BeforeEach
    void start() throws Exception {
        server = ApiServer.start(folder);
        server.operator("POST", "/v1/sites", "{\"name\":\"shop\"}");
    }

    @AfterEach
    void stop() {
        server.close();
        assertThat(wrong).isEmpty();
    }

    @Test
    void oddRequestsGetNothingButWhatIsDescribed() {
        var random = new Random(1);
        for (var operation : server.described().operations()) {
            var path = named(operation, "x");
            for (var body : ODD_BODIES) ask(operation, path, body);
            for (var name : ODD_NAMES) ask(operation, named(operation, name), "{}");
            for (var member : members(operation)) {
                ask(operation, path, object(member, "[null]"));
                ask(operation, path, object(member, one(ODD_VALUES, random)));
                ask(operation, path, object(member, one(ODD_VALUES, random)));
            }
            for (var name : operation.request().query()) {
                ask(operation, path + "?" + name + "=" + one(ODD_PARAMETERS, random), "{}");
                ask(operation, path + "?" + name + "=" + one(ODD_PARAMETERS, random), "{}");
            }
        }
    }

    @Test
    void nothingIsEverAnsweredOtherwise() {
        var seconds = Integer.getInteger(SECONDS);
        long begun = System.nanoTime();
        var random = new Random(seconds == null ? 1 : begun);
        long end = begun + (seconds == null ? 0 : seconds) * 1_000_000_000L;
        var operations = server.described().operations();
        for (int i = 0; i < SHORT_FORM || System.nanoTime() < end; i++) {
            var operation = one(operations, random);
            var path = named(operation, one(ODD_NAMES, random));
            var query =
                    operation.request().query().stream()
                            .filter(_ -> random.nextBoolean())
                            .map(name -> name + "=" + one(ODD_PARAMETERS, random))
                            .collect(Collectors.joining("&"));
            var body =
                    members(operation).stream()
                            .filter(_ -> random.nextInt(3) == 0)
                            .map(member -> "\"" + member + "\":" + one(ODD_VALUES, random))
                            .collect(Collectors.joining(",", "{", "}"));
            ask(operation, query.isEmpty() ? path : path + "?" + query, body);
        }
    }

    /// All that was wrong is told at the end, by the beginning of each.
    private void ask(Operation operation, String path, String body) {
        try {
            try {
                answered(operation, path, body);
            } catch (AssertionError broken) {
                // A server may close a connection on which it was told nonsense, and the
                // client asks anew where that was before any answer.
                if (!String.valueOf(broken.getMessage()).contains("received no bytes")) {
                    throw broken;
                }
                answered(operation, path, body);
            }
        } catch (AssertionError mistake) {
            var text = String.valueOf(mistake.getMessage());
            wrong.add(text.substring(0, Math.min(text.length(), MOST_TOLD)));
        }
    }

    private void answered(Operation operation, String path, String body) {
        var none = operation.request().bodies().isEmpty();
        var key = key(operation);
        var answer =
                server.request(
                        key,
                        operation.method(),
                        path,
                        none ? null : body,
                        "If-Match",
                        "*",
                        "X-Postmark-Server-Token",
                        key);
        var about = operation.method() + " " + path + " " + body + ": " + answer.text();
        assertThat(answer.status()).as(about).isLessThan(500);
        assertThat(answer.text()).as(about).doesNotContain("at dev.facteur", "Exception");
    }

    /// Where keys are let in, one of a site's, and a new one before it has asked too often.
    private String key(Operation operation) {
        if (!(operation.needs() instanceof Permission permission)) return server.token().reveal();
        if (++asked % REQUESTS_OF_A_KEY == 0) keys.clear();
        return keys.computeIfAbsent(permission, this::made);
    }

    private String made(Permission permission) {
        return server.key("shop", permission.word());
    }

    private List<String> members(Operation operation) {
        var names = new ArrayList<String>();
        var schema = reference(server.described().described(operation).path("requestBody"));
        if (schema == null) return names;
        var members = server.described().document().at(schema.substring(1)).path("properties");
        names.addAll(members.propertyNames());
        return names;
    }

    private static @Nullable String reference(JsonNode request) {
        var reference = request.findValue("$ref");
        return reference == null ? null : reference.asString();
    }

    private static String named(Operation operation, String name) {
        return operation.path().replaceAll("\\{[a-z]+}", name);
    }

    private static String object(String member, String value) {
        return "{\"" + member + "\":" + value + "}";
    }

    private static <T> T one(List<T> values, Random random) {
        return values.get(random.nextInt(values.size()));
    }
}
