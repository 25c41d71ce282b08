package dev.facteur.deliver.http;

import dev.facteur.deliver.Phase;
import dev.facteur.deliver.verdict.Answer;
import dev.facteur.deliver.verdict.Meanings;
import dev.facteur.deliver.verdict.Reason;
import dev.facteur.platform.Clock;
import dev.facteur.platform.http.CallBroken;
import dev.facteur.platform.http.CallBroken.Stage;
import dev.facteur.platform.http.RemoteCalls;
import dev.facteur.route.AccountStanding;
import dev.facteur.route.AccountStanding.State;
import dev.facteur.route.AccountStanding.Untold;
import dev.facteur.route.Route;
import java.util.HashMap;

/// Asks a provider how an account stands. No mail is sent, and nothing is changed there.
final class AccountQuestions {
    private final Route route;
    private final ApiAccount account;
    private final RemoteCalls http;

    AccountQuestions(Route route, ApiAccount account, RemoteCalls http) {
        this.route = route;
        this.account = account;
        this.http = http;
    }

    /// All that it tells. Stops at a key that is not taken, and where nobody is reached.
    AccountStanding ask(Clock clock) {
        var standing = AccountStanding.UNKNOWN;
        var api = ProviderApis.of(route, clock);
        if (api.isEmpty()) return standing;
        for (var inquiry : api.get().inquiries(account)) {
            try {
                standing = standing.and(answer(api.get(), inquiry));
            } catch (CallBroken e) {
                var cause = Trouble.cause(e, Phase.CONNECT, null, account.base().getHost());
                standing = standing.and(untold(inquiry, false, cause.sentence()));
                if (e.stage() == Stage.CONNECTING) return standing;
            }
            if (standing.state() == State.REFUSED) return standing;
        }
        return standing;
    }

    private AccountStanding answer(ProviderApi api, Inquiry inquiry) throws CallBroken {
        var call = inquiry.call();
        var headers = new HashMap<>(call.headers());
        headers.put(call.credential().header(), call.credential().value().reveal());
        var raw =
                http.call(call.method(), account.base().resolve(call.path()), headers, call.body());
        var answer = ApiAnswer.of(raw.status(), raw.headers(), raw.body());
        if (answer.ok() && answer.json().isContainer())
            return inquiry.reading().apply(answer.json());
        return refusal(
                inquiry, answer, new Words(account, call.credential()).shown(api.error(answer)));
    }

    /// A key that may only send is as good as any other for sending.
    private AccountStanding refusal(Inquiry inquiry, ApiAnswer answer, Said said) {
        var meaning =
                Meanings.of(
                        Answer.ofApi(
                                route.provider(), answer.status(), said.error(), said.words()));
        var told = (said.error() + " " + said.words()).strip();
        var words = "HTTP " + answer.status() + " " + told;
        var reason = meaning.reason();
        if (Reason.ofLogin(reason.word())) {
            return inquiry.ofAnyKey()
                    ? AccountStanding.of(State.REFUSED, words)
                    : untold(inquiry, true, words);
        }
        if (reason == Reason.PERMISSION_MISSING) return untold(inquiry, true, words);
        return reason.about() == Reason.About.ACCOUNT
                ? AccountStanding.of(State.CLOSED, words)
                : untold(inquiry, false, words);
    }

    private static AccountStanding untold(Inquiry inquiry, boolean forbidden, String words) {
        return AccountStanding.untold(new Untold(inquiry.topic(), forbidden, words));
    }
}
