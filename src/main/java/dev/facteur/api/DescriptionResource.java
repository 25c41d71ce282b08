package dev.facteur.api;

import dev.facteur.platform.http.ApiDescription;
import dev.facteur.platform.http.Json;
import dev.facteur.platform.http.Operation;
import dev.facteur.submit.http.MessageDoor;
import io.javalin.config.RoutesConfig;
import java.util.ArrayList;
import java.util.List;

/// `/v1/openapi.json`: what sites can ask of the API, told to programs. Needs no key: it holds what
/// the documentation does.
final class DescriptionResource {
    private final String description =
            Json.write(ApiDescription.of(operations(), MessageDoor.SCHEMAS));

    /// All that a site's key can open.
    static List<Operation> operations() {
        var all = new ArrayList<>(MessageDoor.OPERATIONS);
        all.addAll(MailsResource.OPERATIONS);
        all.addAll(ContentsResource.OPERATIONS);
        all.addAll(ResendResource.OPERATIONS);
        all.addAll(TemplatesResource.OPERATIONS);
        all.addAll(TestsResource.OPERATIONS);
        all.addAll(SiteResource.OPERATIONS);
        return all;
    }

    void install(RoutesConfig config) {
        config.get(
                "/v1/openapi.json",
                context -> context.result(description).contentType("application/json"));
    }
}
