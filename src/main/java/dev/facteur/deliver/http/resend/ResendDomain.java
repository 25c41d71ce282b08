package dev.facteur.deliver.http.resend;

import dev.facteur.deliver.http.ApiAccount;
import dev.facteur.deliver.http.ApiCall;
import dev.facteur.deliver.http.DomainAnswer;
import dev.facteur.deliver.http.DomainQuestion;
import dev.facteur.deliver.http.DomainQuestion.Next;
import dev.facteur.deliver.http.DomainQuestion.Step;
import dev.facteur.deliver.http.DomainQuestion.Told;
import dev.facteur.route.SenderRecords;
import dev.facteur.route.SenderRecords.Use;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// The records of Resend's domains (github.com/resend/resend-openapi): the list names the domain,
/// its own page the records.
final class ResendDomain {
    /// What may stand in a path.
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{1,64}");

    private ResendDomain() {}

    static Step question(ApiAccount account, String domain) {
        var bearer = ApiCall.Credential.bearer(account.key());
        var list = ApiCall.question("/domains?limit=100", bearer);
        return new Next(
                new DomainQuestion(
                        list,
                        answer -> {
                            var id = id(answer, domain);
                            if (id.isEmpty()) return new Told(SenderRecords.absent());
                            var page = ApiCall.question("/domains/" + id, bearer);
                            return new Next(
                                    new DomainQuestion(page, one -> new Told(told(one, domain))));
                        }));
    }

    private static String id(JsonNode list, String domain) {
        return list.path("data")
                .valueStream()
                .filter(each -> each.path("name").asString("").equals(domain))
                .map(each -> each.path("id").asString(""))
                .filter(id -> ID.matcher(id).matches())
                .findFirst()
                .orElse("");
    }

    private static SenderRecords told(JsonNode said, String domain) {
        var answer = new DomainAnswer(domain);
        for (var record : said.path("records").values()) {
            switch (record.path("record").asString("")) {
                case "DKIM" -> answer.add(Use.DKIM, record, "name", "type", "value");
                case "SPF" -> addReturnPath(answer, record);
                // What it receives and tracks is none of the sender's business here.
                default -> {}
            }
        }
        return SenderRecords.of(
                said.path("status").asString("").equals("verified"), answer.wanted());
    }

    private static void addReturnPath(DomainAnswer answer, JsonNode record) {
        if (!record.path("type").asString("").equals("MX")) {
            answer.add(Use.RETURN_PATH, record, "name", "type", "value");
            return;
        }
        var value =
                record.path("priority").asString("10") + " " + record.path("value").asString("");
        answer.add(Use.RETURN_PATH, record.path("name").asString(""), "MX", value);
    }
}
