package dev.facteur.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.facteur.platform.http.Operation;
import dev.facteur.testkit.ApiServer;
import dev.facteur.testkit.ApiServer.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What `/v1/openapi.json` says, held against the running server.
final class ApiDescriptionTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String ALL = "\"send\",\"read\",\"read-bodies\",\"manage\"";
    private static final List<String> ODD_VALUES =
            List.of(
                    "7",
                    "-1",
                    "1e400",
                    "99999999999999999999",
                    "true",
                    "null",
                    "\"\"",
                    "\"x\"",
                    "\"\\u0000\"",
                    "\"\\ud800\"",
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
            List.of("", "null", "[]", "7", "\"x\"", "{", "{}", "[".repeat(2_000), "{}{}", "\0");
    private static final List<String> ODD_NAMES =
            List.of("x", "0000000000000", "zzzzzzzzzzzzz", "%C3%A9", "a%20b", "'", "x".repeat(500));
    private static final List<String> ODD_PARAMETERS =
            List.of("", "x", "-1", "0", "99999999999999999999", "%00", "%C3%A9", "'%25_!", "*");

    @TempDir Path folder;
    private ApiServer server;

    @BeforeEach
    void start() throws Exception {
        server = ApiServer.start(folder);
        for (var site : List.of("shop", "blog")) {
            server.operator("POST", "/v1/sites", "{\"name\":\"" + site + "\"}");
        }
        server.operator(
                "POST",
                "/v1/domains",
                "{\"name\":\"shop.example\",\"site\":\"shop\",\"vouch\":true}");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void everyReferenceLeadsToASchema() {
        var document = document();
        assertThat(document.path("openapi").asString()).isEqualTo("3.1.0");
        var references = document.findValuesAsString("$ref");
        assertThat(references).isNotEmpty();
        for (var reference : references) {
            assertThat(document.at(reference.substring(1)).isObject()).as(reference).isTrue();
        }
    }

    @Test
    void everyOperationIsClosedToWhoeverMayNot() {
        for (var operation : DescriptionResource.operations()) {
            var path = operation.path().replaceAll("\\{[a-z]+}", "0000000000000");
            var named = operation.method() + " " + path;
            assertThat(ask("", operation, path).status()).as(named).isEqualTo(401);
            assertThat(ask("wrong", operation, path).status()).as(named).isEqualTo(401);
            var others = ALL.replace("\"" + operation.permission() + "\"", "").replace(",,", ",");
            var key = key("shop", others.replaceAll("^,|,$", ""));
            var answer = ask(key, operation, path);
            assertThat(answer.status()).as(named).isEqualTo(403);
            assertThat(answer.json().path("code").asString()).as(named).isEqualTo("permission");
        }
    }

    @Test
    void anotherSitesThingsDoNotExist() {
        var owner = key("shop", ALL);
        var mail = "{\"from\":\"a@shop.example\",\"to\":\"b@example.net\",\"text\":\"x\"}";
        var id = server.json(owner, "/v1/messages", mail).json().path("id").asString();
        server.as(owner, "PUT", "/v1/templates/0", "{\"text\":\"x\"}");
        var other = key("blog", ALL);
        for (var operation : DescriptionResource.operations()) {
            // Whoever writes a template of that name has one of his own.
            if (!operation.path().contains("{") || operation.method().equals("PUT")) continue;
            var path = operation.path().replace("{id}", id).replace("{name}", "0");
            var answer = ask(other, operation, path);
            assertThat(answer.status()).as(operation.method() + " " + path).isEqualTo(404);
        }
        assertThat(server.as(other, "GET", "/v1/mails", null).json().path("mails")).isEmpty();
        assertThat(server.as(other, "GET", "/v1/templates", null).json().path("templates"))
                .isEmpty();
        assertThat(server.json(other, "/v1/messages", mail).status()).isEqualTo(403);
    }

    @Test
    void oddRequestsGetNothingButWhatIsDescribed() {
        for (var operation : DescriptionResource.operations()) {
            var key = key("shop", ALL);
            var path = operation.path().replaceAll("\\{[a-z]+}", "x");
            for (var body : bodies(operation))
                described(operation, path, ask(key, operation, path, body));
            for (var name : ODD_NAMES) {
                var odd = operation.path().replaceAll("\\{[a-z]+}", name);
                described(operation, odd, ask(key, operation, odd));
            }
            for (var name : operation.query()) {
                for (var value : ODD_PARAMETERS) {
                    var odd = path + "?" + name + "=" + value;
                    described(operation, odd, ask(key, operation, odd));
                }
            }
        }
    }

    private void described(Operation operation, String what, Answer answer) {
        var allowed = new ArrayList<>(operation.refusals());
        allowed.addAll(operation.answers().keySet());
        assertThat(answer.status())
                .as(operation.method() + " " + what + ": " + answer.text())
                .isIn(allowed)
                .isLessThan(500);
    }

    /// Each member in turn with each odd value.
    private List<String> bodies(Operation operation) {
        var bodies = new ArrayList<>(ODD_BODIES);
        var request = operation(operation).path("requestBody").findValue("$ref");
        if (operation.request() == null || request == null) return bodies;
        var members = document().at(request.asString().substring(1)).path("properties");
        for (var member : members.propertyNames()) {
            for (var value : ODD_VALUES) bodies.add("{\"" + member + "\":" + value + "}");
        }
        return bodies;
    }

    @Test
    void examplesOfTheContractAreAnsweredAsTheySay() throws Exception {
        var files = List.of("send.json", "templates.json");
        for (var file : files) {
            var key = key("shop", ALL);
            var id = "";
            for (var example : JSON.readTree(Files.readString(Path.of("contract", file)))) {
                var request = example.path("request");
                var path = request.path("path").asString().replace("$id", id);
                var body =
                        request.path("body").isMissingNode()
                                ? null
                                : request.path("body").toString();
                var answer = server.as(key, request.path("method").asString(), path, body);
                var about = example.path("about").asString() + ": " + answer.text();
                assertThat(answer.status())
                        .as(about)
                        .isEqualTo(example.at("/answer/status").asInt());
                holds(about, example.at("/answer/body"), answer.json());
                if (answer.status() < 300) valid(about, request, answer);
                if (answer.json().has("id")) id = answer.json().path("id").asString();
            }
        }
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
        } else {
            assertThat(found).as(about).isEqualTo(expected);
        }
    }

    /// Holds the answer against the schema that the description has for it.
    private void valid(String about, JsonNode request, Answer answer) {
        var document = (ObjectNode) document();
        var schema =
                operation(request.path("method").asString(), request.path("path").asString())
                        .path("responses")
                        .path(Integer.toString(answer.status()))
                        .at("/content/application~1json/schema");
        assertThat(schema.isObject()).as(about).isTrue();
        var whole = JSON.createObjectNode();
        whole.set("components", document.path("components"));
        whole.setAll((ObjectNode) schema);
        var errors =
                SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(whole.toString())
                        .validate(answer.text(), InputFormat.JSON);
        assertThat(errors).as(about).isEmpty();
    }

    private JsonNode operation(String method, String path) {
        var described = path.replaceAll("\\$id", "{id}").replace("/welcome", "/{name}");
        return document().path("paths").path(described).path(method.toLowerCase(Locale.ROOT));
    }

    private JsonNode operation(Operation operation) {
        return operation(operation.method(), operation.path());
    }

    private JsonNode document() {
        return server.as("", "GET", "/v1/openapi.json", null).json();
    }

    private Answer ask(String key, Operation operation, String path) {
        return ask(key, operation, path, operation.request() == null ? null : "{}");
    }

    private Answer ask(String key, Operation operation, String path, @Nullable String body) {
        var none = List.of("GET", "DELETE").contains(operation.method());
        return server.as(key, operation.method(), path, none ? null : body == null ? "" : body);
    }

    private String key(String site, String permissions) {
        var wanted = "\"kind\":\"api\",\"permissions\":[" + permissions + "]}";
        return server.operator("POST", "/v1/credentials", "{\"site\":\"" + site + "\"," + wanted)
                .json()
                .path("secret")
                .asString();
    }
}
