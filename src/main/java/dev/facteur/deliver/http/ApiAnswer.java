package dev.facteur.deliver.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.facteur.platform.http.Json;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// What an API answered.
///
/// @param headers their names in lower case
public record ApiAnswer(int status, Map<String, List<String>> headers, String body) {
    static ApiAnswer of(int status, Map<String, List<String>> headers, byte[] body) {
        return new ApiAnswer(status, headers, new String(body, UTF_8));
    }

    public boolean ok() {
        return status >= 200 && status < 300;
    }

    /// The first header of that name, in lower case; `""` when there is none.
    public String header(String name) {
        var values = headers.getOrDefault(name, List.of());
        return values.isEmpty() ? "" : values.getFirst();
    }

    /// The body; a missing node when it is no JSON.
    public JsonNode json() {
        try {
            return Json.MAPPER.readTree(body);
        } catch (JacksonException none) {
            return MissingNode.getInstance();
        }
    }
}
