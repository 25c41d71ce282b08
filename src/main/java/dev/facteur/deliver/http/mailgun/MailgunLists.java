package dev.facteur.deliver.http.mailgun;

import dev.facteur.deliver.http.ApiAccount;
import dev.facteur.deliver.http.ApiCall;
import dev.facteur.deliver.http.HeldList;
import java.util.List;
import java.util.stream.Stream;

/// Mailgun's suppressions of the sending domain (documentation.mailgun.com, Suppressions). One that
/// does not have the address answers 404.
final class MailgunLists {
    private MailgunLists() {}

    static List<HeldList> of(ApiAccount account, String address) {
        if (!Mailgun.isDomain(account.user())) return List.of();
        var basic = ApiCall.Credential.basic("api", account.key());
        return Stream.of("bounces", "complaints", "unsubscribes")
                .map(name -> {
                    var list = "/v3/" + account.user() + "/" + name + "/";
                    var path = list + ApiCall.encoded(address);
                    return new HeldList(
                            name,
                            ApiCall.question(path, basic),
                            _ -> true,
                            ApiCall.removal(path, basic));
                })
                .toList();
    }
}
