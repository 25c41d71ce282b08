package dev.facteur.deliver.http.sendgrid;

import dev.facteur.deliver.http.ApiAccount;
import dev.facteur.deliver.http.ApiAnswer;
import dev.facteur.deliver.http.ApiCall;
import dev.facteur.deliver.http.HeldList;
import java.util.ArrayList;
import java.util.List;

/// SendGrid's suppressions (github.com/sendgrid/sendgrid-oai, paths below `/v3/suppression` and
/// `/v3/asm`). Each list answers a question with the entries that it has.
final class SendGridLists {
    private static final List<String> LISTS =
            List.of("bounces", "blocks", "invalid_emails", "spam_reports");

    private SendGridLists() {}

    static List<HeldList> of(ApiAccount account, String address) {
        var bearer = ApiCall.Credential.bearer(account.key());
        var lists = new ArrayList<HeldList>();
        for (var name : LISTS) {
            var path = "/v3/suppression/" + name + "/" + ApiCall.encoded(address);
            lists.add(
                    new HeldList(
                            name,
                            ApiCall.question(path, bearer),
                            answer -> !answer.json().isEmpty(),
                            ApiCall.removal(path, bearer)));
        }
        var path = "/v3/asm/suppressions/global/" + ApiCall.encoded(address);
        lists.add(
                new HeldList(
                        "global unsubscribes",
                        ApiCall.question(path, bearer),
                        SendGridLists::isUnsubscribed,
                        ApiCall.removal(path, bearer)));
        return lists;
    }

    private static boolean isUnsubscribed(ApiAnswer answer) {
        return !answer.json().path("recipient_email").asString("").isEmpty();
    }
}
