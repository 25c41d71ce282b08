package dev.facteur.deliver.http.mailjet;

import dev.facteur.deliver.http.ApiAccount;
import dev.facteur.deliver.http.ApiCall;
import dev.facteur.deliver.http.DomainAnswer;
import dev.facteur.deliver.http.DomainQuestion;
import dev.facteur.deliver.http.DomainQuestion.Next;
import dev.facteur.deliver.http.DomainQuestion.Step;
import dev.facteur.deliver.http.DomainQuestion.Told;
import dev.facteur.route.SenderRecords;
import dev.facteur.route.SenderRecords.Use;
import tools.jackson.databind.JsonNode;

/// The records of Mailjet's domains (dev.mailjet.com, `/v3/REST/dns`). Its SPF is left out: the
/// return path is Mailjet's own, so that nobody asks the sender's domain.
final class MailjetDomain {
    private MailjetDomain() {}

    static Step question(ApiAccount account, String domain) {
        var basic = ApiCall.Credential.basic(account.user(), account.key());
        var call = ApiCall.question("/v3/REST/dns/" + domain, basic);
        return new Next(new DomainQuestion(call, answer -> new Told(told(answer, domain))));
    }

    private static SenderRecords told(JsonNode said, String domain) {
        var found = said.path("Data").path(0);
        if (found.isMissingNode()) return SenderRecords.absent();
        var answer = new DomainAnswer(domain);
        answer.add(
                Use.DKIM,
                found.path("DKIMRecordName").asString(""),
                "TXT",
                found.path("DKIMRecordValue").asString(""));
        answer.add(
                Use.OWNERSHIP,
                found.path("OwnerShipTokenRecordName").asString(""),
                "TXT",
                found.path("OwnerShipToken").asString(""));
        return SenderRecords.of(
                found.path("DKIMStatus").asString("").equals("OK"), answer.wanted());
    }
}
