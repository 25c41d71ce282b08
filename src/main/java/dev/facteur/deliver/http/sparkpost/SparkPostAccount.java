package dev.facteur.deliver.http.sparkpost;

import dev.facteur.deliver.http.ApiAccount;
import dev.facteur.deliver.http.ApiCall;
import dev.facteur.deliver.http.Inquiry;
import dev.facteur.route.AccountStanding;
import dev.facteur.route.AccountStanding.Period;
import dev.facteur.route.AccountStanding.Quota;
import dev.facteur.route.AccountStanding.Sender;
import dev.facteur.route.AccountStanding.State;
import dev.facteur.route.AccountStanding.Topic;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// What SparkPost tells of an account (developers.sparkpost.com/api/account, …/sending-domains).
final class SparkPostAccount {
    private SparkPostAccount() {}

    static List<Inquiry> inquiries(ApiAccount account) {
        var key = new ApiCall.Credential("Authorization", account.key());
        return List.of(
                new Inquiry(
                        Topic.STATE,
                        ApiCall.question("/api/v1/account?include=usage", key),
                        SparkPostAccount::account),
                new Inquiry(
                        Topic.SENDERS,
                        ApiCall.question("/api/v1/sending-domains", key),
                        SparkPostAccount::domains));
    }

    private static AccountStanding account(JsonNode answer) {
        var results = answer.path("results");
        var usage = results.path("usage");
        var quotas = new ArrayList<Quota>();
        add(quotas, Period.DAY, usage.path("day"));
        add(quotas, Period.MONTH, usage.path("month"));
        var status = results.path("status").asString("");
        return AccountStanding.quotas(quotas)
                .and(
                        status.equals("active")
                                ? AccountStanding.of(State.OPEN, null)
                                : AccountStanding.of(State.CLOSED, "its status is " + status));
    }

    private static void add(List<Quota> quotas, Period period, JsonNode usage) {
        if (!usage.path("limit").isNumber()) return;
        quotas.add(Quota.used(period, usage.path("used").asLong(0), usage.path("limit").asLong(0)));
    }

    private static AccountStanding domains(JsonNode answer) {
        var domains = answer.path("results").valueStream().map(SparkPostAccount::domain).toList();
        return AccountStanding.senders(domains, false);
    }

    private static Sender domain(JsonNode each) {
        var status = each.path("status");
        return new Sender(
                each.path("domain").asString(""),
                status.path("ownership_verified").asBoolean(false),
                "dkim_status "
                        + status.path("dkim_status").asString("")
                        + ", compliance_status "
                        + status.path("compliance_status").asString(""));
    }
}
