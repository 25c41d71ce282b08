package dev.facteur.deliver.http.sendgrid;

import dev.facteur.deliver.http.ApiAccount;
import dev.facteur.deliver.http.ApiAnswer;
import dev.facteur.deliver.http.ApiCall;
import dev.facteur.deliver.http.HeldList;
import dev.facteur.deliver.http.ListPage;
import dev.facteur.platform.http.Json;
import dev.facteur.route.HeldAddress;
import java.util.ArrayList;
import java.util.List;

/// SendGrid's suppressions (github.com/sendgrid/sendgrid-oai, paths below `/v3/suppression` and
/// `/v3/asm`). Each list answers a question with the entries that it has.
final class SendGridLists {
    private static final List<String> LISTS =
            List.of("bounces", "blocks", "invalid_emails", "spam_reports");

    /// Whose addresses get nothing. The blocks tell of single mails: the next one is tried.
    private static final List<String> HOLDING =
            List.of("bounces", "invalid_emails", "spam_reports");

    private static final String GLOBAL = "global unsubscribes";

    /// The most that a page has.
    private static final int PAGE = 500;

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
                            HeldList.Change.of(ApiCall.removal(path, bearer)),
                            null));
        }
        lists.add(unsubscribes(address, bearer));
        return lists;
    }

    private static HeldList unsubscribes(String address, ApiCall.Credential bearer) {
        var list = "/v3/asm/suppressions/global";
        var path = list + "/" + ApiCall.encoded(address);
        var body = Json.MAPPER.createObjectNode();
        body.putArray("recipient_emails").add(address);
        return new HeldList(
                GLOBAL,
                ApiCall.question(path, bearer),
                SendGridLists::isUnsubscribed,
                HeldList.Change.of(ApiCall.removal(path, bearer)),
                HeldList.Change.of(ApiCall.telling(list, body, bearer)));
    }

    private static boolean isUnsubscribed(ApiAnswer answer) {
        return !answer.json().path("recipient_email").asString("").isEmpty();
    }

    static List<ListPage.Question> whole(ApiAccount account) {
        var bearer = ApiCall.Credential.bearer(account.key());
        var lists = new ArrayList<ListPage.Question>();
        for (var name : HOLDING) lists.add(page(name, "/v3/suppression/" + name, 0, bearer));
        lists.add(page(GLOBAL, "/v3/suppression/unsubscribes", 0, bearer));
        return lists;
    }

    private static ListPage.Question page(
            String list, String path, int offset, ApiCall.Credential bearer) {
        var call = ApiCall.question(path + "?limit=" + PAGE + "&offset=" + offset, bearer);
        return new ListPage.Question(
                list,
                call,
                answer -> {
                    var found = new ArrayList<HeldAddress>();
                    for (var one : answer.json()) {
                        var reason = one.path("reason").asString("");
                        var words = reason.isEmpty() ? list : list + ": " + reason;
                        var address = one.path("email").asString("");
                        found.add(new HeldAddress(address, list.equals(GLOBAL), words));
                    }
                    boolean last = found.size() < PAGE;
                    return new ListPage(
                            found, last ? null : page(list, path, offset + PAGE, bearer));
                });
    }
}
