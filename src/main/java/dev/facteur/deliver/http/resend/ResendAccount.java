package dev.facteur.deliver.http.resend;

import dev.facteur.deliver.http.ApiAccount;
import dev.facteur.deliver.http.ApiCall;
import dev.facteur.deliver.http.Inquiry;
import dev.facteur.route.AccountStanding;
import dev.facteur.route.AccountStanding.Sender;
import dev.facteur.route.AccountStanding.State;
import dev.facteur.route.AccountStanding.Topic;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// What Resend tells of an account (github.com/resend/resend-openapi): its domains, to a key with
/// full access. Without a verified one it writes to the account's owner only.
final class ResendAccount {
    private ResendAccount() {}

    static List<Inquiry> inquiries(ApiAccount account) {
        var bearer = ApiCall.Credential.bearer(account.key());
        var question = ApiCall.question("/domains?limit=100", bearer);
        return List.of(new Inquiry(Topic.SENDERS, question, ResendAccount::domains));
    }

    private static AccountStanding domains(JsonNode answer) {
        var domains = answer.path("data").valueStream().map(ResendAccount::domain).toList();
        boolean more = answer.path("has_more").asBoolean(false);
        boolean open = more || domains.stream().anyMatch(Sender::verified);
        return AccountStanding.senders(domains, more)
                .and(
                        open
                                ? AccountStanding.of(State.OPEN, null)
                                : AccountStanding.of(State.TRIAL, "it has no verified domain"));
    }

    /// A domain has more parts than sending, so one that is verified in part may well send.
    private static Sender domain(JsonNode each) {
        var status = each.path("status").asString("");
        boolean verified = status.equals("verified") || status.equals("partially_verified");
        return new Sender(each.path("name").asString(""), verified, status);
    }
}
