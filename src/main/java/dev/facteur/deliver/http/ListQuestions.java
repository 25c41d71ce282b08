package dev.facteur.deliver.http;

import dev.facteur.platform.http.CallBroken;
import dev.facteur.platform.http.RemoteCalls;
import dev.facteur.route.HeldLists;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/// Asks a provider which of its lists hold an address, and takes it off them.
final class ListQuestions {
    private static final int NOT_FOUND = 404;

    private final ProviderApi api;
    private final ApiAccount account;
    private final RemoteCalls http;

    ListQuestions(ProviderApi api, ApiAccount account, RemoteCalls http) {
        this.api = api;
        this.account = account;
        this.http = http;
    }

    /// @param strike whether to take it off those that hold it
    /// @return those that held it, and still do where the trouble says so
    HeldLists ask(String address, boolean strike) {
        var holding = new ArrayList<String>();
        var troubles = new ArrayList<String>();
        for (var list : api.lists(account, address)) {
            try {
                var answer = answer(list.question());
                if (answer.status() == NOT_FOUND) continue;
                if (!answer.ok()) {
                    troubles.add(words(list, answer));
                } else if (list.holds().test(answer)) {
                    holding.add(list.name());
                    if (strike) strike(list, troubles);
                }
            } catch (CallBroken e) {
                troubles.add(list.name() + ": " + e.getMessage());
            }
        }
        return new HeldLists(holding, troubles.isEmpty() ? null : String.join("; ", troubles));
    }

    private void strike(HeldList list, List<String> troubles) throws CallBroken {
        var answer = answer(list.strike());
        if (!answer.ok()) troubles.add(words(list, answer));
    }

    private String words(HeldList list, ApiAnswer answer) {
        var said = new Words(account, list.question().credential()).shown(api.error(answer));
        return list.name() + ": HTTP " + answer.status() + " " + said.words();
    }

    private ApiAnswer answer(ApiCall call) throws CallBroken {
        var headers = new HashMap<>(call.headers());
        headers.put(call.credential().header(), call.credential().value().reveal());
        var raw =
                http.call(call.method(), account.base().resolve(call.path()), headers, call.body());
        return ApiAnswer.of(raw.status(), raw.headers(), raw.body());
    }
}
