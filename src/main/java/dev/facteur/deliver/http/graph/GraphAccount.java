package dev.facteur.deliver.http.graph;

import dev.facteur.deliver.http.ApiAccount;
import dev.facteur.deliver.http.ApiCall;
import dev.facteur.deliver.http.Inquiry;
import dev.facteur.route.AccountStanding;
import dev.facteur.route.AccountStanding.Sender;
import dev.facteur.route.AccountStanding.State;
import dev.facteur.route.AccountStanding.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/// What Microsoft Graph tells of a mailbox (learn.microsoft.com/graph/api/user-get). A token that
/// may send and nothing else is told nothing of it; one with `User.Read` is told whether the
/// account is switched on, and its addresses.
final class GraphAccount {
    private static final String FIELDS = "?$select=accountEnabled,mail,proxyAddresses";
    private static final String SMTP = "smtp:";

    private GraphAccount() {}

    /// @param user the path of the mailbox's owner
    static List<Inquiry> inquiries(ApiAccount account, String user) {
        var bearer = ApiCall.Credential.bearer(account.key());
        var who = ApiCall.question(user + FIELDS, bearer);
        return List.of(new Inquiry(Topic.STATE, who, GraphAccount::standing));
    }

    private static AccountStanding standing(JsonNode answer) {
        boolean off = !answer.path("accountEnabled").asBoolean(true);
        var state =
                off
                        ? AccountStanding.of(State.CLOSED, "accountEnabled is false")
                        : AccountStanding.of(State.OPEN, null);
        // Mailboxes of others may let it send as them, which is not told here.
        return state.and(AccountStanding.senders(senders(answer), true));
    }

    /// `SMTP:` marks the first address, `smtp:` the others; other kinds take no mail of ours.
    private static List<Sender> senders(JsonNode answer) {
        var senders = new ArrayList<Sender>();
        for (var proxy : answer.path("proxyAddresses")) {
            var address = proxy.asString("").toLowerCase(Locale.ROOT);
            if (address.startsWith(SMTP)) senders.add(own(address.substring(SMTP.length())));
        }
        var mail = answer.path("mail").asString("");
        if (senders.isEmpty() && !mail.isEmpty()) senders.add(own(mail.toLowerCase(Locale.ROOT)));
        return senders;
    }

    private static Sender own(String address) {
        return new Sender(address, true, "own");
    }
}
