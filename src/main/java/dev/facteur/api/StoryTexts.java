package dev.facteur.api;

import dev.facteur.diagnose.FindingTexts;
import dev.facteur.mail.Statement;
import dev.facteur.platform.http.Json;
import dev.facteur.report.MailStory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What has happened to one mail, in the reader's language; the words of others stay as they came.
final class StoryTexts {
    private final FindingTexts texts;

    /// What was told of the events so far, by its English.
    private final Map<String, String> told = new HashMap<>();

    StoryTexts(FindingTexts texts) {
        this.texts = texts;
    }

    MailsResource.Event event(MailStory.Happening happening) {
        var detail = Json.MAPPER.readTree(happening.detail());
        tell(detail.path("trace").isObject() ? detail.path("trace") : detail);
        return new MailsResource.Event(
                happening.at(),
                happening.kind(),
                happening.recipient(),
                detail,
                happening.source(),
                happening.party(),
                happening.evidence());
    }

    private void tell(JsonNode detail) {
        var said = detail.path("said");
        if (!(detail instanceof ObjectNode holder) || !said.isArray()) return;
        var english = detail.path("sentence").asString();
        var parts = List.of(Json.MAPPER.treeToValue(said, Statement.Part[].class));
        var sentence = texts.told(new Statement(english, parts));
        holder.put("sentence", sentence);
        told.put(english, sentence);
    }

    /// To be asked after the events: where nobody answered, the last words are those of one.
    MailStory.Standing recipient(MailStory.Standing standing) {
        return new MailStory.Standing(
                standing.number(),
                standing.address(),
                standing.state(),
                standing.attempts(),
                standing.dueAt(),
                standing.expiresAt(),
                told.getOrDefault(standing.lastReply(), standing.lastReply()),
                standing.fate(),
                standing.fateAt());
    }
}
