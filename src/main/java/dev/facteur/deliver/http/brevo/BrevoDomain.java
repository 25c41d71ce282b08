package dev.facteur.deliver.http.brevo;

import dev.facteur.deliver.http.ApiAccount;
import dev.facteur.deliver.http.ApiCall;
import dev.facteur.deliver.http.DomainAnswer;
import dev.facteur.deliver.http.DomainQuestion;
import dev.facteur.deliver.http.DomainQuestion.Next;
import dev.facteur.deliver.http.DomainQuestion.Step;
import dev.facteur.deliver.http.DomainQuestion.Told;
import dev.facteur.route.SenderRecords;
import dev.facteur.route.SenderRecords.Use;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// The records of Brevo's domains (developers.brevo.com/reference/get-domain-configuration): older
/// accounts have one key as a text, newer ones two as aliases. Its DMARC record is left out: a
/// domain has one only, and that is not a provider's affair.
final class BrevoDomain {
    private static final List<String> KEYS = List.of("dkim_record", "dkim1Record", "dkim2Record");

    private BrevoDomain() {}

    static Step question(ApiAccount account, String domain) {
        var key = new ApiCall.Credential(Brevo.KEY, account.key());
        var call = ApiCall.question("/v3/senders/domains/" + domain, key);
        return new Next(new DomainQuestion(call, answer -> new Told(told(answer, domain))));
    }

    private static SenderRecords told(JsonNode said, String domain) {
        var records = said.path("dns_records");
        var answer = new DomainAnswer(domain);
        for (var key : KEYS) answer.add(Use.DKIM, records.path(key), "host_name", "type", "value");
        answer.add(Use.OWNERSHIP, records.path("brevo_code"), "host_name", "type", "value");
        return SenderRecords.of(said.path("authenticated").asBoolean(false), answer.wanted());
    }
}
