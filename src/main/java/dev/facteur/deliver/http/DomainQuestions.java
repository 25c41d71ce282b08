package dev.facteur.deliver.http;

import dev.facteur.deliver.Phase;
import dev.facteur.deliver.http.DomainQuestion.Next;
import dev.facteur.deliver.http.DomainQuestion.Step;
import dev.facteur.deliver.http.DomainQuestion.Told;
import dev.facteur.platform.http.CallBroken;
import dev.facteur.platform.http.RemoteCalls;
import dev.facteur.route.SenderRecords;
import java.util.HashMap;

/// Asks a provider what it wants in the DNS of a sender domain. Nothing is changed there.
final class DomainQuestions {
    /// A list and the details, or a name and those above it.
    private static final int MOST = 5;

    private static final int NOT_FOUND = 404;

    private final ProviderApi api;
    private final ApiAccount account;
    private final RemoteCalls http;

    DomainQuestions(ProviderApi api, ApiAccount account, RemoteCalls http) {
        this.api = api;
        this.account = account;
        this.http = http;
    }

    SenderRecords ask(String domain) {
        var first = api.senderDomain(account, domain);
        try {
            for (int asked = 0; asked < MOST; asked++) {
                switch (first) {
                    case Told(var records) -> {
                        return records;
                    }
                    case Next(var question) -> first = answer(question);
                }
            }
            return SenderRecords.untold("its answers lead from one to the next");
        } catch (CallBroken e) {
            var cause = Trouble.cause(e, Phase.CONNECT, null, account.base().getHost());
            return SenderRecords.untold(cause.sentence());
        }
    }

    private Step answer(DomainQuestion question) throws CallBroken {
        var call = question.call();
        var headers = new HashMap<>(call.headers());
        headers.put(call.credential().header(), call.credential().value().reveal());
        var raw =
                http.call(call.method(), account.base().resolve(call.path()), headers, call.body());
        var answer = ApiAnswer.of(raw.status(), raw.headers(), raw.body());
        if (answer.ok() && answer.json().isContainer())
            return question.reading().apply(answer.json());
        if (answer.status() == NOT_FOUND) return question.absent().get();
        var said = new Words(account, call.credential()).shown(api.error(answer));
        var words = (said.error() + " " + said.words()).strip();
        return new Told(SenderRecords.untold("HTTP " + answer.status() + " " + words));
    }
}
