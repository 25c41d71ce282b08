package dev.facteur.deliver.http.postmark;

import dev.facteur.deliver.http.ApiAccount;
import dev.facteur.deliver.http.ApiCall;
import dev.facteur.deliver.http.Inquiry;
import dev.facteur.route.AccountStanding;
import dev.facteur.route.AccountStanding.State;
import dev.facteur.route.AccountStanding.Topic;
import dev.facteur.route.AccountStanding.Untold;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// What Postmark tells of a server (postmarkapp.com/developer/api/server-api): whether it delivers.
/// Signatures, domains and the approval are the account's, which has another token.
final class PostmarkAccount {
    private PostmarkAccount() {}

    static List<Inquiry> inquiries(ApiAccount account) {
        var token = new ApiCall.Credential(Postmark.TOKEN, account.key());
        var question = ApiCall.question("/server", token);
        return List.of(new Inquiry(Topic.STATE, question, PostmarkAccount::server));
    }

    private static AccountStanding server(JsonNode answer) {
        var type = answer.path("DeliveryType").asString("");
        var state =
                type.equals("Sandbox")
                        ? AccountStanding.of(State.TRIAL, "DeliveryType Sandbox: nothing leaves")
                        : AccountStanding.UNKNOWN;
        return state.and(
                AccountStanding.untold(
                        new Untold(Topic.SENDERS, true, "only the account's token may ask")));
    }
}
