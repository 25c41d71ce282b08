package dev.facteur.deliver.http.brevo;

import dev.facteur.deliver.http.ApiAccount;
import dev.facteur.deliver.http.ApiCall;
import dev.facteur.deliver.http.Inquiry;
import dev.facteur.route.AccountStanding;
import dev.facteur.route.AccountStanding.Period;
import dev.facteur.route.AccountStanding.Quota;
import dev.facteur.route.AccountStanding.Sender;
import dev.facteur.route.AccountStanding.State;
import dev.facteur.route.AccountStanding.Topic;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// What Brevo tells of an account (developers.brevo.com/reference/get-account). Of a quota it tells
/// what is left of it, not in which time.
final class BrevoAccount {
    private BrevoAccount() {}

    static List<Inquiry> inquiries(ApiAccount account) {
        var key = new ApiCall.Credential(Brevo.KEY, account.key());
        return List.of(
                new Inquiry(
                        Topic.STATE, ApiCall.question("/v3/account", key), BrevoAccount::account),
                new Inquiry(
                        Topic.SENDERS,
                        ApiCall.question("/v3/senders/domains", key),
                        BrevoAccount::domains),
                new Inquiry(
                        Topic.SENDERS,
                        ApiCall.question("/v3/senders", key),
                        BrevoAccount::senders));
    }

    private static AccountStanding account(JsonNode answer) {
        boolean enabled = answer.path("relay").path("enabled").asBoolean(false);
        var quotas =
                answer.path("plan")
                        .valueStream()
                        .filter(plan -> plan.path("creditsType").asString("").equals("sendLimit"))
                        .filter(plan -> !plan.path("type").asString("").equals("sms"))
                        .map(plan -> Quota.left(Period.PLAN, credits(plan)))
                        .toList();
        return AccountStanding.quotas(quotas)
                .and(
                        enabled
                                ? AccountStanding.of(State.OPEN, null)
                                : AccountStanding.of(
                                        State.CLOSED, "transactional mail is not enabled"));
    }

    /// A number by one page, a text by another.
    private static long credits(JsonNode plan) {
        return (long) plan.path("credits").asDouble(0);
    }

    private static AccountStanding domains(JsonNode answer) {
        var domains = answer.path("domains").valueStream().map(BrevoAccount::domain).toList();
        boolean more = answer.path("total_pages").asInt(1) > 1;
        return AccountStanding.senders(domains, more);
    }

    private static Sender domain(JsonNode each) {
        boolean authenticated = each.path("authenticated").asBoolean(false);
        return new Sender(
                each.path("domain_name").asString(""),
                authenticated,
                authenticated ? "authenticated" : "not authenticated");
    }

    private static AccountStanding senders(JsonNode answer) {
        var senders = answer.path("senders").valueStream().map(BrevoAccount::sender).toList();
        return AccountStanding.senders(senders, false);
    }

    private static Sender sender(JsonNode each) {
        boolean active = each.path("active").asBoolean(false);
        return new Sender(
                each.path("email").asString(""), active, active ? "active" : "not active");
    }
}
