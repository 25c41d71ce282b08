package dev.facteur.deliver.http.mailgun;

import dev.facteur.deliver.http.ApiAccount;
import dev.facteur.deliver.http.ApiCall;
import dev.facteur.deliver.http.Inquiry;
import dev.facteur.route.AccountStanding;
import dev.facteur.route.AccountStanding.Sender;
import dev.facteur.route.AccountStanding.State;
import dev.facteur.route.AccountStanding.Topic;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// What Mailgun tells of the domain that a route sends by (documentation.mailgun.com, Domains). It
/// answers a domain's own key, which may only send, as it answers a wrong one.
final class MailgunAccount {
    private MailgunAccount() {}

    static List<Inquiry> inquiries(ApiAccount account) {
        if (!Mailgun.isDomain(account.user())) return List.of();
        var basic = ApiCall.Credential.basic("api", account.key());
        var question = ApiCall.question("/v4/domains/" + account.user(), basic);
        return List.of(new Inquiry(Topic.SENDERS, question, false, MailgunAccount::domain));
    }

    private static AccountStanding domain(JsonNode answer) {
        var domain = answer.path("domain");
        var state = domain.path("state").asString("");
        boolean active = state.equals("active");
        var sender = new Sender(domain.path("name").asString(""), active, state);
        // Not all senders: a mail may name another domain in its From than the one it is sent by.
        return AccountStanding.senders(List.of(sender), true).and(standing(domain, active));
    }

    private static AccountStanding standing(JsonNode domain, boolean active) {
        if (domain.path("is_disabled").asBoolean(false)
                || domain.path("state").asString("").equals("disabled")) {
            return AccountStanding.of(State.CLOSED, "the domain is disabled");
        }
        if (domain.path("type").asString("").equals("sandbox")) {
            return AccountStanding.of(State.TRIAL, "the domain is of type sandbox");
        }
        return active ? AccountStanding.of(State.OPEN, null) : AccountStanding.UNKNOWN;
    }
}
