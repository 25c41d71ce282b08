package dev.facteur.deliver.http.sendgrid;

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
import java.util.Comparator;
import tools.jackson.databind.JsonNode;

/// The records of SendGrid's authenticated domains (github.com/sendgrid/sendgrid-oai,
/// `/v3/whitelabel/domains`): two keys, and the envelope's sender at `em…` below the domain.
final class SendGridDomain {
    private static final int MOST = 200;

    private SendGridDomain() {}

    static Step question(ApiAccount account, String domain) {
        var bearer = ApiCall.Credential.bearer(account.key());
        var call = ApiCall.question("/v3/whitelabel/domains?limit=" + MOST, bearer);
        return new Next(new DomainQuestion(call, answer -> new Told(told(answer, domain))));
    }

    /// A domain that is authenticated speaks for those below it; the nearest is taken.
    private static SenderRecords told(JsonNode answer, String domain) {
        return answer.valueStream()
                .filter(each -> speaksFor(domain, each))
                .max(Comparator.comparingInt(each -> name(each).length()))
                .map(SendGridDomain::records)
                .orElseGet(SenderRecords::absent);
    }

    private static boolean speaksFor(String domain, JsonNode each) {
        var authenticated = name(each);
        return DnsName.within(domain, authenticated);
    }

    private static String name(JsonNode each) {
        return each.path("domain").asString("");
    }

    private static SenderRecords records(JsonNode found) {
        var answer = new DomainAnswer(name(found));
        for (var record : found.path("dns").properties()) {
            var node = record.getValue();
            // The envelope's sender lies below the domain, whose own SPF is then not asked.
            if (record.getKey().equals("domain_spf")) continue;
            var use = record.getKey().startsWith("dkim") ? Use.DKIM : Use.RETURN_PATH;
            if (node.path("type").asString("").equals("mx")) {
                var value = "10 " + node.path("data").asString("");
                answer.add(use, node.path("host").asString(""), "MX", value);
            } else {
                answer.add(use, node, "host", "type", "data");
            }
        }
        return SenderRecords.of(found.path("valid").asBoolean(false), answer.wanted());
    }
}
