package dev.facteur.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.facteur.platform.http.Operation;
import dev.facteur.testkit.ApiClient.Answer;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What an API says of itself, held against each of its answers.
public final class DescribedApi {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final SchemaRegistry SCHEMAS =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private final List<Operation> operations;
    private final JsonNode document;
    private final Map<String, Schema> read = new ConcurrentHashMap<>();

    /// @param document its `/v1/openapi.json`
    DescribedApi(List<Operation> operations, String document) {
        this.operations = List.copyOf(operations);
        this.document = JSON.readTree(document);
    }

    public List<Operation> operations() {
        return operations;
    }

    public JsonNode document() {
        return document;
    }

    /// The operation that answers there; empty when none does.
    public Optional<Operation> at(String method, String target) {
        var path = target.replaceFirst("[?].*", "");
        return operations.stream()
                .filter(operation -> operation.method().equals(method))
                .filter(operation -> path.matches(pattern(operation)))
                .min(Comparator.comparingInt(operation -> pattern(operation).length()));
    }

    private static String pattern(Operation operation) {
        return operation.path().replaceAll("\\{[a-z]+}", "[^/]+");
    }

    /// How an operation stands in the description.
    public JsonNode described(Operation operation) {
        return document.path("paths")
                .path(operation.path())
                .path(operation.method().toLowerCase(Locale.ROOT));
    }

    /// Fails when the description does not tell of such an answer.
    void holds(String method, String target, Answer answer) {
        var operation = at(method, target).orElse(null);
        if (operation == null) return;
        var about = method + " " + target + ": " + answer.text();
        assertThat(operation.tells(answer.status()))
                .as(answer.status() + " is described of " + about)
                .isTrue();
        var content =
                described(operation)
                        .path("responses")
                        .path(Integer.toString(answer.status()))
                        .path("content");
        var type = answer.header("Content-Type").orElse("").replaceFirst(";.*", "");
        if (answer.text().isEmpty()) {
            assertThat(content.isMissingNode()).as("a body of " + about).isTrue();
            return;
        }
        assertThat(content.has(type)).as(type + " is described of " + about).isTrue();
        var schema = content.path(type).path("schema");
        if (schema.isMissingNode()) return;
        var errors =
                read.computeIfAbsent(schema.toString(), this::schema)
                        .validate(answer.text(), InputFormat.JSON);
        assertThat(errors).as(about).isEmpty();
    }

    private Schema schema(String schema) {
        var whole = JSON.createObjectNode();
        whole.set("components", document.path("components"));
        whole.setAll((ObjectNode) JSON.readTree(schema));
        return SCHEMAS.getSchema(whole.toString());
    }
}
