package dev.facteur.deliver.http.mailgun;

import dev.facteur.deliver.http.ApiAccount;
import dev.facteur.deliver.http.ApiAnswer;
import dev.facteur.deliver.http.ApiCall;
import dev.facteur.deliver.http.HeldList;
import dev.facteur.deliver.http.ListPage;
import dev.facteur.platform.http.Json;
import dev.facteur.route.HeldAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Mailgun's suppressions of the sending domain (documentation.mailgun.com, Suppressions). One that
/// does not have the address answers 404.
final class MailgunLists {
    private static final String UNSUBSCRIBES = "unsubscribes";
    private static final List<String> LISTS = List.of("bounces", "complaints", UNSUBSCRIBES);

    /// The tag of those who want no mail at all.
    private static final String ALL = "*";

    /// A page has up to 1,000; bounces bring what the server said.
    private static final int PAGE = 500;

    private MailgunLists() {}

    static List<HeldList> of(ApiAccount account, String address) {
        if (!Mailgun.isDomain(account.user())) return List.of();
        var basic = ApiCall.Credential.basic("api", account.key());
        return LISTS.stream()
                .map(name -> {
                    var path = path(account, name) + "/" + ApiCall.encoded(address);
                    return new HeldList(
                            name,
                            ApiCall.question(path, basic),
                            _ -> true,
                            HeldList.Change.of(ApiCall.removal(path, basic)),
                            name.equals(UNSUBSCRIBES) ? entry(account, address, basic) : null);
                })
                .toList();
    }

    private static HeldList.Change entry(
            ApiAccount account, String address, ApiCall.Credential basic) {
        var body = Json.MAPPER.createArrayNode();
        body.addObject().put("address", address).putArray("tags").add(ALL);
        return HeldList.Change.of(ApiCall.telling(path(account, UNSUBSCRIBES), body, basic));
    }

    private static String path(ApiAccount account, String list) {
        return "/v3/" + account.user() + "/" + list;
    }

    static List<ListPage.Question> whole(ApiAccount account) {
        if (!Mailgun.isDomain(account.user())) return List.of();
        var basic = ApiCall.Credential.basic("api", account.key());
        return LISTS.stream()
                .map(name -> page(name, path(account, name), "limit=" + PAGE, basic))
                .toList();
    }

    private static ListPage.Question page(
            String list, String path, String query, ApiCall.Credential basic) {
        return new ListPage.Question(
                list,
                ApiCall.question(path + "?" + query, basic),
                answer -> {
                    var found = new ArrayList<HeldAddress>();
                    for (var one : answer.json().path("items")) {
                        if (isForAll(one)) found.add(held(list, one));
                    }
                    var next = next(answer);
                    return new ListPage(found, next == null ? null : page(list, path, next, basic));
                });
    }

    private static boolean isForAll(JsonNode one) {
        var tags = one.path("tags");
        if (tags.isEmpty()) return true;
        for (var tag : tags) {
            if (tag.asString("").equals(ALL)) return true;
        }
        return false;
    }

    private static HeldAddress held(String list, JsonNode one) {
        var error = one.path("error").asString("");
        var words = error.isEmpty() ? list : list + ": " + error;
        return new HeldAddress(one.path("address").asString(""), list.equals(UNSUBSCRIBES), words);
    }

    /// Behind the last page there is an empty one. Of the address that leads on, only the query is
    /// followed: the key goes to no other place because an answer says so.
    private static @Nullable String next(ApiAnswer answer) {
        if (answer.json().path("items").isEmpty()) return null;
        try {
            return URI.create(answer.json().path("paging").path("next").asString("")).getRawQuery();
        } catch (IllegalArgumentException broken) {
            return null;
        }
    }
}
