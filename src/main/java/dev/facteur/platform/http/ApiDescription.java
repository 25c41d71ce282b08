package dev.facteur.platform.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpStatus;

/// The description of an API by OpenAPI 3.1, made of its operations and of the records they take
/// and give, so that it cannot tell anything else than the code does.
public final class ApiDescription {
    private static final Pattern IN_PATH = Pattern.compile("\\{([a-z]+)\\}");
    private static final Map<String, Object> TEXT = Map.of("type", "string");
    private static final Map<String, Object> PROBLEM =
            Map.of(
                    "type",
                    "object",
                    "properties",
                    Map.of(
                            "type", TEXT,
                            "title", TEXT,
                            "status", Map.of("type", "integer"),
                            "detail", TEXT,
                            "code", TEXT,
                            "field", TEXT),
                    "required",
                    List.of("title", "status", "detail"));

    private static final Map<String, Object> PROBLEM_SCHEMA =
            Map.of("$ref", "#/components/schemas/Problem");

    private ApiDescription() {}

    /// @param special schemas of what is written otherwise than its class tells
    public static Map<String, Object> of(
            List<Operation> operations, Map<Class<?>, Map<String, Object>> special) {
        var schemas = new Schemas(special);
        var paths = new TreeMap<String, Map<String, Object>>();
        for (var operation : operations) {
            paths.computeIfAbsent(operation.path(), _ -> new LinkedHashMap<>())
                    .put(
                            operation.method().toLowerCase(Locale.ROOT),
                            described(operation, schemas));
        }
        var all = new TreeMap<>(schemas.described());
        all.put("Problem", PROBLEM);
        var key = Map.of("type", "http", "scheme", "bearer");
        var document = new LinkedHashMap<String, Object>();
        document.put("openapi", "3.1.0");
        document.put("info", Map.of("title", "Facteur", "version", "1"));
        document.put("security", List.of(Map.of("key", List.of())));
        document.put("paths", paths);
        document.put("components", Map.of("schemas", all, "securitySchemes", Map.of("key", key)));
        return document;
    }

    private static Map<String, Object> described(Operation operation, Schemas schemas) {
        var described = new LinkedHashMap<String, Object>();
        described.put("summary", operation.summary());
        described.put("x-needs", operation.needs().word());
        if (operation.isOpen()) described.put("security", List.of());
        var parameters = parameters(operation);
        if (!parameters.isEmpty()) described.put("parameters", parameters);
        var request = operation.request();
        if (!request.bodies().isEmpty()) {
            var content = new TreeMap<String, Object>();
            for (var body : request.bodies()) content.putAll(content(body, schemas));
            described.put(
                    "requestBody", Map.of("required", request.bodyNeeded(), "content", content));
        }
        described.put("responses", answers(operation, schemas));
        return described;
    }

    private static List<Object> parameters(Operation operation) {
        var parameters = new ArrayList<>();
        var matcher = IN_PATH.matcher(operation.path());
        while (matcher.find()) parameters.add(parameter(matcher.group(1), "path", true));
        for (var name : operation.request().query()) {
            parameters.add(parameter(name, "query", false));
        }
        var tag = operation.request().tag();
        if (tag != Operation.Tag.IGNORED) {
            parameters.add(parameter("If-Match", "header", tag == Operation.Tag.NEEDED));
        }
        return parameters;
    }

    private static Map<String, Object> parameter(String name, String in, boolean required) {
        return Map.of("name", name, "in", in, "required", required, "schema", TEXT);
    }

    private static Map<String, Object> answers(Operation operation, Schemas schemas) {
        var answers = new TreeMap<String, Object>();
        operation
                .answers()
                .forEach((status, body) -> {
                    var answer = new LinkedHashMap<String, Object>();
                    answer.put("description", HttpStatus.getMessage(status));
                    if (!body.type().isEmpty()) {
                        answer.put("content", content(body, schemas));
                    }
                    answers.put(status.toString(), answer);
                });
        for (int status : operation.refusals()) {
            var refusal = new LinkedHashMap<String, Object>();
            refusal.put("description", HttpStatus.getMessage(status));
            refusal.put("content", content(operation.refusal(), schemas));
            answers.putIfAbsent(Integer.toString(status), refusal);
        }
        return answers;
    }

    private static Map<String, Object> content(Operation.Content body, Schemas schemas) {
        if (body.isProblem()) return Map.of(body.type(), Map.of("schema", PROBLEM_SCHEMA));
        if (!body.isJson()) return Map.of(body.type(), Map.of());
        return Map.of(body.type(), Map.of("schema", schemas.of(body.shape())));
    }
}
