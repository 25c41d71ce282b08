package dev.facteur.deliver.http.mailjet;

import dev.facteur.deliver.http.ApiAccount;
import dev.facteur.deliver.http.ApiCall;
import dev.facteur.deliver.http.Inquiry;
import dev.facteur.route.AccountStanding;
import dev.facteur.route.AccountStanding.Sender;
import dev.facteur.route.AccountStanding.Topic;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// What Mailjet tells of an account (dev.mailjet.com): its senders, a domain written as an address
/// with a star.
final class MailjetAccount {
    private static final int MOST = 1000;

    private MailjetAccount() {}

    static List<Inquiry> inquiries(ApiAccount account) {
        var basic = ApiCall.Credential.basic(account.user(), account.key());
        var question = ApiCall.question("/v3/REST/sender?Limit=" + MOST, basic);
        return List.of(new Inquiry(Topic.SENDERS, question, MailjetAccount::senders));
    }

    private static AccountStanding senders(JsonNode answer) {
        var senders = answer.path("Data").valueStream().map(MailjetAccount::sender).toList();
        return AccountStanding.senders(senders, senders.size() >= MOST);
    }

    private static Sender sender(JsonNode each) {
        var email = each.path("Email").asString("");
        var status = each.path("Status").asString("");
        return new Sender(
                email.startsWith("*@") ? email.substring(2) : email,
                status.equals("Active"),
                status);
    }
}
