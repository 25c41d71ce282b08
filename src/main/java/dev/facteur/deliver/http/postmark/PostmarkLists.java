package dev.facteur.deliver.http.postmark;

import dev.facteur.deliver.http.ApiAnswer;
import dev.facteur.deliver.http.ApiCall;
import dev.facteur.deliver.http.HeldList;
import dev.facteur.platform.http.HttpBody;
import dev.facteur.platform.http.Json;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/// Postmark's suppressions of a message stream (postmarkapp.com/developer/api/suppressions-api).
final class PostmarkLists {
    private PostmarkLists() {}

    static List<HeldList> of(ApiCall.Credential token, String stream, String address) {
        var path = "/message-streams/" + ApiCall.encoded(stream) + "/suppressions/";
        var question = path + "dump?EmailAddress=" + ApiCall.encoded(address);
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.putArray("Suppressions").addObject().put("EmailAddress", address);
        var strike =
                new ApiCall(
                        "POST",
                        path + "delete",
                        Map.of("Content-Type", "application/json", "Accept", "application/json"),
                        token,
                        HttpBody.of(Json.MAPPER.writeValueAsBytes(body)),
                        List.of(),
                        true);
        return List.of(
                new HeldList(
                        "suppressions of " + stream,
                        ApiCall.question(question, token),
                        PostmarkLists::holds,
                        strike));
    }

    private static boolean holds(ApiAnswer answer) {
        return !answer.json().path("Suppressions").isEmpty();
    }
}
