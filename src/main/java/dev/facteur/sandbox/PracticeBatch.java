package dev.facteur.sandbox;

import dev.facteur.platform.http.Json;
import dev.facteur.sandbox.Personality.Words;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Several mails in one call, as Postmark and Mailjet take them, and their answers in one.
final class PracticeBatch {
    private static final String MESSAGES = "Messages";

    private PracticeBatch() {}

    /// The mails of a body; one, the whole of it, where it is no batch.
    static List<byte[]> mails(byte[] body) {
        var json = json(body);
        if (json == null) return List.of(body);
        var several = json.isArray() ? json : json.path(MESSAGES);
        if (several.size() < 2) return List.of(body);
        var mails = new ArrayList<byte[]>();
        for (var mail : several) {
            var alone =
                    json.isArray()
                            ? mail
                            : Json.MAPPER.createObjectNode().set(MESSAGES, list(mail));
            mails.add(Json.MAPPER.writeValueAsBytes(alone));
        }
        return mails;
    }

    private static JsonNode list(JsonNode one) {
        return Json.MAPPER.createArrayNode().add(one);
    }

    /// The answer to all; that of one where it speaks of the whole call, such as a limit.
    static Words joined(List<Words> answers) {
        var list = Json.MAPPER.createArrayNode();
        boolean messages = false;
        boolean well = true;
        for (var answer : answers) {
            var json = Json.MAPPER.readTree(answer.body());
            var mails = json.path(MESSAGES);
            boolean ofOneMail = mails.isArray() || answer.status() == 200 || answer.status() == 422;
            if (!ofOneMail) return answer;
            messages |= mails.isArray();
            well &= answer.status() == 200;
            list.add(mails.isArray() ? mails.path(0) : json);
        }
        if (!messages) return new Words(200, null, list.toString());
        var whole = Json.MAPPER.createObjectNode().set(MESSAGES, list);
        return new Words(well ? 200 : 400, null, whole.toString());
    }

    private static @Nullable JsonNode json(byte[] body) {
        try {
            return Json.MAPPER.readTree(body);
        } catch (JacksonException none) {
            return null;
        }
    }
}
