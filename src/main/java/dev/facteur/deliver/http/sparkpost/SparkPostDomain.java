package dev.facteur.deliver.http.sparkpost;

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

/// The record of a sending domain at SparkPost (developers.sparkpost.com/api/sending-domains): its
/// key. A bounce domain is a sending domain of its own there.
final class SparkPostDomain {
    private SparkPostDomain() {}

    static Step question(ApiAccount account, String domain) {
        var key = new ApiCall.Credential("Authorization", account.key());
        var call = ApiCall.question("/api/v1/sending-domains/" + domain, key);
        return new Next(new DomainQuestion(call, answer -> new Told(told(answer, domain))));
    }

    private static SenderRecords told(JsonNode said, String domain) {
        var results = said.path("results");
        var dkim = results.path("dkim");
        var selector = dkim.path("selector").asString("");
        var publicKey = dkim.path("public").asString("").replaceAll("\\s+", "");
        var answer = new DomainAnswer(domain);
        if (!selector.isEmpty() && !publicKey.isEmpty()) {
            answer.add(
                    Use.DKIM,
                    selector + "._domainkey." + dkim.path("signing_domain").asString(domain),
                    "TXT",
                    "v=DKIM1; k=rsa; h=sha256; p=" + publicKey);
        }
        var status = results.path("status");
        return SenderRecords.of(
                status.path("dkim_status").asString("").equals("valid"), answer.wanted());
    }
}
