package dev.facteur.deliver.http.ses;

import dev.facteur.deliver.http.DomainAnswer;
import dev.facteur.deliver.http.DomainQuestion;
import dev.facteur.deliver.http.DomainQuestion.Next;
import dev.facteur.deliver.http.DomainQuestion.Step;
import dev.facteur.deliver.http.DomainQuestion.Told;
import dev.facteur.route.SenderRecords;
import dev.facteur.route.SenderRecords.Use;
import tools.jackson.databind.JsonNode;

/// The records of an identity at Amazon SES (docs.aws.amazon.com/ses/latest/APIReference-V2,
/// GetEmailIdentity): three keys as aliases, and MX and SPF of a MAIL FROM domain where one is set.
final class SesDomain {
    private static final String ZONE = "dkim.amazonses.com";

    private SesDomain() {}

    /// A domain speaks for those below it, so that those above are asked for next.
    static Step question(AwsSignature signature, String region, String domain) {
        int dot = domain.indexOf('.');
        if (dot < 0) return new Told(SenderRecords.absent());
        var call = SesAccount.call("/v2/email/identities/" + domain, signature);
        return new Next(
                new DomainQuestion(
                        call,
                        answer -> new Told(told(answer, domain, region)),
                        () -> question(signature, region, domain.substring(dot + 1))));
    }

    private static SenderRecords told(JsonNode said, String domain, String region) {
        var answer = new DomainAnswer(domain);
        var keys = said.path("DkimAttributes");
        // A key that the account brought itself is known to whoever made it.
        if (!keys.path("SigningAttributesOrigin").asString("").equals("EXTERNAL")) {
            var zone = keys.path("SigningHostedZone").asString(ZONE);
            for (var token : keys.path("Tokens").values()) {
                var label = token.asString("");
                answer.add(
                        Use.DKIM,
                        label + "._domainkey." + domain,
                        "CNAME",
                        label + "." + (zone.isEmpty() ? ZONE : zone));
            }
        }
        var from = said.path("MailFromAttributes").path("MailFromDomain").asString("");
        if (!from.isEmpty()) {
            var exchange = "10 feedback-smtp." + region + ".amazonses.com";
            answer.add(Use.RETURN_PATH, from, "MX", exchange);
            answer.add(Use.RETURN_PATH, from, "TXT", "v=spf1 include:amazonses.com ~all");
        }
        boolean verified = said.path("VerifiedForSendingStatus").asBoolean(false);
        boolean signed = keys.path("Status").asString("SUCCESS").equals("SUCCESS");
        return SenderRecords.of(verified && signed, answer.wanted());
    }
}
