package dev.facteur.deliver.http.gmail;

import dev.facteur.deliver.http.ApiAccount;
import dev.facteur.deliver.http.ApiCall;
import dev.facteur.deliver.http.Inquiry;
import dev.facteur.route.AccountStanding;
import dev.facteur.route.AccountStanding.Sender;
import dev.facteur.route.AccountStanding.State;
import dev.facteur.route.AccountStanding.Topic;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// What Gmail tells of an account
/// (developers.google.com/workspace/gmail/api/reference/rest/v1/users.settings.sendAs/list). A
/// token that may send and nothing else is told nothing of it; one that may read the settings is
/// told all addresses that the account may send as.
final class GmailAccount {
    private GmailAccount() {}

    static List<Inquiry> inquiries(ApiAccount account) {
        var bearer = ApiCall.Credential.bearer(account.key());
        return List.of(
                new Inquiry(
                        Topic.STATE,
                        ApiCall.question("/gmail/v1/users/me/profile", bearer),
                        _ -> AccountStanding.of(State.OPEN, null)),
                new Inquiry(
                        Topic.SENDERS,
                        ApiCall.question("/gmail/v1/users/me/settings/sendAs", bearer),
                        GmailAccount::senders));
    }

    private static AccountStanding senders(JsonNode answer) {
        var senders = answer.path("sendAs").valueStream().map(GmailAccount::sender).toList();
        return AccountStanding.senders(senders, false);
    }

    /// The account's own address needs no verification, and has no word for it.
    private static Sender sender(JsonNode each) {
        var state = each.path("verificationStatus").asString("");
        boolean own = each.path("isPrimary").asBoolean(false);
        return new Sender(
                each.path("sendAsEmail").asString(""),
                own || state.equals("accepted"),
                own ? "primary" : state);
    }
}
