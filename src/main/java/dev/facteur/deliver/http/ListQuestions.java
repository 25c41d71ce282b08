package dev.facteur.deliver.http;

import dev.facteur.deliver.Phase;
import dev.facteur.platform.Clock;
import dev.facteur.platform.StorageException;
import dev.facteur.platform.http.CallBroken;
import dev.facteur.platform.http.RemoteCalls;
import dev.facteur.route.HeldAddress;
import dev.facteur.route.HeldLists;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Asks a provider which of its lists hold an address, puts it on them and takes it off, and
/// fetches them whole.
final class ListQuestions {
    private static final int NOT_FOUND = 404;
    private static final int TOO_MANY = 429;
    private static final int UNAVAILABLE = 503;

    /// About sixty thousand addresses, where a list comes in one piece.
    private static final int MAX_PAGE_BYTES = 8 << 20;

    /// Of one list: a million addresses where a page has five hundred.
    private static final int MOST_PAGES = 2000;

    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
    private static final int MOST_WAITS = 20;

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
                    troubles.add(words(list.name(), list.question(), answer));
                } else if (list.holds().test(answer)) {
                    holding.add(list.name());
                    if (strike) change(list, list.strike(), troubles);
                }
            } catch (CallBroken e) {
                troubles.add(words(list.name(), e));
            }
        }
        return answered(holding, troubles);
    }

    /// @return those that hold it now
    HeldLists enter(String address) {
        var holding = new ArrayList<String>();
        var troubles = new ArrayList<String>();
        for (var list : api.lists(account, address)) {
            var entry = list.entry();
            if (entry == null) continue;
            try {
                if (change(list, entry, troubles)) holding.add(list.name());
            } catch (CallBroken e) {
                troubles.add(words(list.name(), e));
            }
        }
        return answered(holding, troubles);
    }

    /// Hands over each list, page by page.
    ///
    /// @return those that were read to their end
    HeldLists fetch(HeldAddress.Taker taker, Clock clock)
            throws StorageException, InterruptedException {
        var read = new ArrayList<String>();
        var troubles = new ArrayList<String>();
        for (var first : api.wholeLists(account)) {
            var trouble = fetch(first, taker, clock);
            if (trouble == null) read.add(first.list());
            else troubles.add(trouble);
        }
        return answered(read, troubles);
    }

    private @Nullable String fetch(ListPage.Question first, HeldAddress.Taker taker, Clock clock)
            throws StorageException, InterruptedException {
        var question = first;
        try {
            for (int pages = 0; pages < MOST_PAGES; pages++) {
                var answer = patiently(question.call(), clock);
                if (!answer.ok()) return words(first.list(), question.call(), answer);
                var page = question.reading().apply(answer);
                if (!page.entries().isEmpty()) taker.take(page.entries());
                if (page.next() == null) return null;
                question = page.next();
            }
            return first.list() + ": more than " + MOST_PAGES + " pages";
        } catch (CallBroken e) {
            return words(first.list(), e);
        }
    }

    /// Waits as it is told to, where that is not long.
    private ApiAnswer patiently(ApiCall call, Clock clock) throws CallBroken, InterruptedException {
        for (int waits = 0; ; waits++) {
            var answer = answer(call, MAX_PAGE_BYTES);
            if (answer.status() != TOO_MANY && answer.status() != UNAVAILABLE) return answer;
            var wait = Waits.of(answer, clock.now());
            if (wait == null || wait.compareTo(LONGEST_WAIT) > 0 || waits == MOST_WAITS) {
                return answer;
            }
            clock.sleepUntil(clock.now().plus(wait));
        }
    }

    private static HeldLists answered(List<String> lists, List<String> troubles) {
        return new HeldLists(lists, troubles.isEmpty() ? null : String.join("; ", troubles));
    }

    private boolean change(HeldList list, HeldList.Change change, List<String> troubles)
            throws CallBroken {
        var answer = answer(change.call());
        boolean done = answer.ok() && change.done().test(answer);
        if (!done) troubles.add(words(list.name(), change.call(), answer));
        return done;
    }

    private String words(String list, ApiCall call, ApiAnswer answer) {
        var said = new Words(account, call.credential()).shown(api.error(answer));
        return list + ": HTTP " + answer.status() + " " + said.words();
    }

    private String words(String list, CallBroken e) {
        var cause = Trouble.cause(e, Phase.CONNECT, null, account.base().getHost());
        return list + ": " + cause.sentence();
    }

    private ApiAnswer answer(ApiCall call) throws CallBroken {
        return answer(call, RemoteCalls.MAX_ANSWER_BYTES);
    }

    private ApiAnswer answer(ApiCall call, int maxBytes) throws CallBroken {
        var headers = new HashMap<>(call.headers());
        headers.put(call.credential().header(), call.credential().value().reveal());
        var address = account.base().resolve(call.path());
        var raw = http.call(call.method(), address, headers, call.body(), maxBytes);
        return ApiAnswer.of(raw.status(), raw.headers(), raw.body());
    }
}
