package dev.facteur.deliver.http.sendgrid;

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

/// What SendGrid tells of an account (github.com/sendgrid/sendgrid-oai). Every key may ask what it
/// may do; the rest needs rights of its own.
final class SendGridAccount {
    private static final int MOST = 200;

    private SendGridAccount() {}

    static List<Inquiry> inquiries(ApiAccount account) {
        var bearer = ApiCall.Credential.bearer(account.key());
        return List.of(
                new Inquiry(
                        Topic.STATE,
                        ApiCall.question("/v3/scopes", bearer),
                        SendGridAccount::scopes),
                new Inquiry(
                        Topic.QUOTA,
                        ApiCall.question("/v3/user/credits", bearer),
                        SendGridAccount::credits),
                new Inquiry(
                        Topic.SENDERS,
                        ApiCall.question("/v3/whitelabel/domains?limit=" + MOST, bearer),
                        SendGridAccount::domains),
                new Inquiry(
                        Topic.SENDERS,
                        ApiCall.question("/v3/verified_senders?limit=" + MOST, bearer),
                        SendGridAccount::senders));
    }

    private static AccountStanding scopes(JsonNode answer) {
        boolean sends =
                answer.path("scopes")
                        .valueStream()
                        .anyMatch(it -> it.asString("").equals("mail.send"));
        return sends
                ? AccountStanding.of(State.OPEN, null)
                : AccountStanding.of(State.CLOSED, "the key has no right to mail.send");
    }

    private static AccountStanding credits(JsonNode answer) {
        var period =
                switch (answer.path("reset_frequency").asString("")) {
                    case "daily" -> Period.DAY;
                    case "monthly" -> Period.MONTH;
                    default -> Period.PLAN;
                };
        long total = answer.path("total").asLong(0);
        return AccountStanding.quotas(
                List.of(Quota.used(period, answer.path("used").asLong(0), total)));
    }

    private static AccountStanding domains(JsonNode answer) {
        var domains = answer.valueStream().map(SendGridAccount::domain).toList();
        return AccountStanding.senders(domains, domains.size() >= MOST);
    }

    private static Sender domain(JsonNode each) {
        boolean valid = each.path("valid").asBoolean(false);
        return new Sender(each.path("domain").asString(""), valid, valid ? "valid" : "not valid");
    }

    private static AccountStanding senders(JsonNode answer) {
        var senders = answer.path("results").valueStream().map(SendGridAccount::sender).toList();
        return AccountStanding.senders(senders, senders.size() >= MOST);
    }

    private static Sender sender(JsonNode each) {
        boolean verified = each.path("verified").asBoolean(false);
        return new Sender(
                each.path("from_email").asString(""),
                verified,
                verified ? "verified" : "not verified");
    }
}
