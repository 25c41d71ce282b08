package dev.facteur.deliver.http.postmark;

import dev.facteur.deliver.http.ApiAnswer;
import dev.facteur.deliver.http.ApiCall;
import dev.facteur.deliver.http.HeldList;
import dev.facteur.deliver.http.ListPage;
import dev.facteur.platform.http.Json;
import dev.facteur.route.HeldAddress;
import java.util.ArrayList;
import tools.jackson.databind.node.ObjectNode;

/// Postmark's suppressions of a message stream (postmarkapp.com/developer/api/suppressions-api).
/// Changes are answered by 200 also where they were not made: complaints stay for ever.
final class PostmarkLists {
    private static final String LIST = "Suppressions";

    private PostmarkLists() {}

    /// @param enters whether addresses may be put on this one
    static HeldList of(ApiCall.Credential token, String stream, String address, boolean enters) {
        var path = path(stream);
        var question = path + "/dump?EmailAddress=" + ApiCall.encoded(address);
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.putArray(LIST).addObject().put("EmailAddress", address);
        return new HeldList(
                name(stream),
                ApiCall.question(question, token),
                PostmarkLists::holds,
                change(path + "/delete", body, token),
                enters ? change(path, body, token) : null);
    }

    private static HeldList.Change change(String path, ObjectNode body, ApiCall.Credential token) {
        return new HeldList.Change(
                ApiCall.telling(path, body, token),
                answer ->
                        !answer.json()
                                .path(LIST)
                                .path(0)
                                .path("Status")
                                .asString("")
                                .equals("Failed"));
    }

    private static boolean holds(ApiAnswer answer) {
        return !answer.json().path(LIST).isEmpty();
    }

    /// It comes in one piece.
    static ListPage.Question whole(ApiCall.Credential token, String stream) {
        return new ListPage.Question(
                name(stream),
                ApiCall.question(path(stream) + "/dump", token),
                answer -> {
                    var found = new ArrayList<HeldAddress>();
                    for (var one : answer.json().path(LIST)) {
                        var reason = one.path("SuppressionReason").asString("");
                        var wish = reason.equals("ManualSuppression");
                        var address = one.path("EmailAddress").asString("");
                        found.add(new HeldAddress(address, wish, name(stream) + ": " + reason));
                    }
                    return new ListPage(found, null);
                });
    }

    private static String path(String stream) {
        return "/message-streams/" + ApiCall.encoded(stream) + "/suppressions";
    }

    private static String name(String stream) {
        return "suppressions of " + stream;
    }
}
