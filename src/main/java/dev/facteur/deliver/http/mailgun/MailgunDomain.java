package dev.facteur.deliver.http.mailgun;

import dev.facteur.deliver.http.ApiAccount;
import dev.facteur.deliver.http.ApiCall;
import dev.facteur.deliver.http.DomainAnswer;
import dev.facteur.deliver.http.DomainQuestion;
import dev.facteur.deliver.http.DomainQuestion.Next;
import dev.facteur.deliver.http.DomainQuestion.Step;
import dev.facteur.deliver.http.DomainQuestion.Told;
import dev.facteur.protocol.dns.DnsName;
import dev.facteur.route.SenderRecords;
import dev.facteur.route.SenderRecords.Use;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The records of the domain that a route sends by at Mailgun (documentation.mailgun.com, Domains),
/// which mostly lies below the sender's own. Its tracking alias is left out: mail leaves without
/// tracking too.
final class MailgunDomain {
    private MailgunDomain() {}

    static Step question(ApiAccount account, String domain) {
        var sending = account.user();
        boolean kin = DnsName.within(sending, domain) || DnsName.within(domain, sending);
        // Of another domain's key receivers see nothing that speaks for this one.
        if (!Mailgun.isDomain(sending) || !kin) return new Told(SenderRecords.absent());
        var basic = ApiCall.Credential.basic("api", account.key());
        var call = ApiCall.question("/v4/domains/" + sending, basic);
        return new Next(
                new DomainQuestion(call, answer -> new Told(told(answer, sending, domain))));
    }

    private static SenderRecords told(JsonNode said, String sending, String domain) {
        var answer = new DomainAnswer(sending);
        for (var record : said.path("sending_dns_records").values()) {
            var use = use(record);
            if (use != null) answer.add(use, record, "name", "record_type", "value");
        }
        // At the sender's own domain these would take the mail of its people away.
        if (!sending.equals(domain)) {
            for (var record : said.path("receiving_dns_records").values()) {
                var value =
                        record.path("priority").asString("10")
                                + " "
                                + record.path("value").asString("");
                answer.add(Use.RETURN_PATH, sending, "MX", value);
            }
        }
        boolean active = said.path("domain").path("state").asString("").equals("active");
        return SenderRecords.of(active, answer.wanted());
    }

    private static @Nullable Use use(JsonNode record) {
        if (record.path("name").asString("").contains("_domainkey")) return Use.DKIM;
        boolean text = record.path("record_type").asString("").equals("TXT");
        if (!text) return null;
        return record.path("value").asString("").startsWith("v=spf1") ? Use.RETURN_PATH : null;
    }
}
