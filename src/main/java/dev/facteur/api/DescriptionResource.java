package dev.facteur.api;

import dev.facteur.platform.http.ApiDescription;
import dev.facteur.platform.http.Json;
import dev.facteur.platform.http.Operation;
import dev.facteur.platform.http.Right;
import dev.facteur.submit.http.MessageDoor;

/// `/v1/openapi.json`: what can be asked of the API, told to programs. Needs no key: it holds what
/// the documentation does.
final class DescriptionResource {
    private String description = "";

    /// Comes last: it tells what was added before it, and itself.
    void install(Operations operations) {
        operations.add(
                Operation.get("/v1/openapi.json", Right.NONE, "This description")
                        .answers(200, "application/json"),
                context -> context.result(description).contentType("application/json"));
        description = Json.write(ApiDescription.of(operations.all(), MessageDoor.SCHEMAS));
    }
}
