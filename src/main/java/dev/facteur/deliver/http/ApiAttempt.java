package dev.facteur.deliver.http;

import dev.facteur.deliver.AttemptSaying;
import dev.facteur.deliver.Outcome;
import dev.facteur.deliver.Outcome.Cause;
import dev.facteur.deliver.Outcome.Kind;
import dev.facteur.deliver.Phase;
import dev.facteur.deliver.Via;
import dev.facteur.deliver.verdict.Reason;
import dev.facteur.mail.Recipient;
import dev.facteur.mail.Statement;
import dev.facteur.platform.Clock;
import dev.facteur.platform.http.CallBroken;
import dev.facteur.platform.http.CallBroken.Stage;
import dev.facteur.platform.http.RemoteCalls;
import dev.facteur.protocol.smtp.Reply;
import dev.facteur.route.AccessTokens;
import dev.facteur.route.NoToken;
import dev.facteur.route.Provider;
import dev.facteur.route.Providers;
import dev.facteur.route.Route;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One attempt by an API: makes its calls and says what became of each recipient.
final class ApiAttempt {
    /// What is left of a mail's calls waits so long where it is.
    private static final Duration SHORT_PAUSE = Duration.ofSeconds(5);

    private static final int UNAUTHORIZED = 401;
    private static final int LOWEST_CODE = 200;
    private static final int HIGHEST_CODE = 599;

    private final Parcel parcel;
    private final RemoteCalls http;
    private final HeapShare heap;
    private final AccessTokens tokens;
    private final Clock clock;
    private final String title;

    /// How long the last call was the last one that the provider takes; null when others are left.
    private @Nullable Duration pause;

    private final Map<Recipient, Outcome> outcomes = new HashMap<>();

    /// What calls carry since the parcel's own token was refused.
    private ApiCall.@Nullable Credential renewed;

    ApiAttempt(Parcel parcel, RemoteCalls http, HeapShare heap, AccessTokens tokens, Clock clock) {
        this.parcel = parcel;
        this.http = http;
        this.heap = heap;
        this.tokens = tokens;
        this.clock = clock;
        var route = parcel.route();
        this.title = Providers.find(route.provider()).map(Provider::title).orElse(route.name());
    }

    /// One of each recipient.
    Map<Recipient, Outcome> outcomes() {
        var rest = carry();
        for (var recipient : parcel.recipients()) outcomes.putIfAbsent(recipient, rest);
        return outcomes;
    }

    /// @return what became of those that have no outcome of their own
    private Outcome carry() {
        var api = ProviderApis.of(parcel.route(), clock);
        if (api.isEmpty()) return unfit(Saying.API_LOSES_ALL.with(title));
        long size = parcel.mail().size();
        long limit = api.get().maxBytes();
        if (size > limit) {
            return unfit(Saying.API_TOO_SMALL.with(title, limit, size));
        }
        try {
            heap.take(size);
            try {
                return carry(api.get());
            } finally {
                heap.giveBack(size);
            }
        } catch (Unfit e) {
            return unfit(Saying.API_LOSES.with(title, e.losses()));
        } catch (IOException e) {
            return local(AttemptSaying.MAIL_UNREADABLE.with(e.getMessage()));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return local(AttemptSaying.STOPPED_BEFORE.with());
        }
    }

    /// Stops at what holds for all: an account in trouble, a provider that is not reached.
    private Outcome carry(ProviderApi api) throws Unfit, IOException, InterruptedException {
        var calls = api.calls(parcel);
        while (calls.hasNext()) {
            var common = make(api, calls.next());
            if (common != null) return common;
            if (pause != null && calls.hasNext()) {
                if (pause.compareTo(SHORT_PAUSE) > 0) return spent(pause);
                clock.sleepUntil(clock.now().plus(pause));
            }
        }
        return local(Saying.API_LEFT_OUT.with());
    }

    private Outcome spent(Duration length) {
        var spent = Saying.API_SPENT.with(title, length.toSeconds());
        return new Outcome.Deferred(Cause.local(spent).because(Reason.RATE), length);
    }

    private @Nullable Outcome make(ProviderApi api, ApiCall call) {
        try {
            var answer = answer(call);
            if (answer.status() == UNAUTHORIZED && renew()) answer = answer(call);
            var via = via(answer.tls());
            var heard = ApiAnswer.of(answer.status(), answer.headers(), answer.body());
            pause = Waits.afterwards(heard, clock.now());
            return settle(call, heard, api.said(call, heard), via);
        } catch (CallBroken e) {
            var outcome = broken(e);
            for (var recipient : call.recipients()) outcomes.put(recipient, outcome);
            return e.stage() == Stage.CONNECTING || e.stage() == Stage.OWN ? outcome : null;
        } catch (NoToken no) {
            return ApiTransport.withoutToken(no);
        }
    }

    /// Whether there is another token to try with, once: nothing was taken with the first.
    private boolean renew() throws NoToken {
        var refused = parcel.token();
        if (refused == null || renewed != null) return false;
        var other = tokens.insteadOf(refused, parcel.route(), Route.Way.API);
        renewed = ApiCall.Credential.bearer(other);
        return true;
    }

    /// An answer that got lost is asked for once more where that cannot send the mail twice.
    private RemoteCalls.Answer answer(ApiCall call) throws CallBroken {
        try {
            return once(call);
        } catch (CallBroken e) {
            if (!call.repeatable() || e.stage() != Stage.WAITING) throw e;
        }
        try {
            return once(call);
        } catch (CallBroken again) {
            // The first call may have been taken, whatever stopped the second.
            throw again.stage() == Stage.WAITING ? again : again.at(Stage.WAITING);
        }
    }

    private RemoteCalls.Answer once(ApiCall call) throws CallBroken {
        var headers = new HashMap<>(call.headers());
        var credential = credential(call);
        headers.put(credential.header(), credential.value().reveal());
        return http.call(call.method(), address(call.path()), headers, call.body());
    }

    private ApiCall.Credential credential(ApiCall call) {
        return renewed == null ? call.credential() : renewed;
    }

    private URI address(String path) {
        return parcel.account().base().resolve(path);
    }

    private @Nullable Outcome settle(ApiCall call, ApiAnswer answer, List<Said> said, Via via) {
        Outcome common = null;
        for (int i = 0; i < call.recipients().size(); i++) {
            var outcome = outcome(answer, said.get(i), via, credential(call));
            if (holdsForAll(outcome)) common = outcome;
            outcomes.put(call.recipients().get(i), outcome);
        }
        return common;
    }

    private static boolean holdsForAll(Outcome outcome) {
        return outcome instanceof Outcome.Parked
                || (outcome instanceof Outcome.Deferred deferred && deferred.ofOutlet());
    }

    private Outcome outcome(ApiAnswer answer, Said raw, Via via, ApiCall.Credential credential) {
        var spoken = new Words(parcel.account(), credential).shown(raw);
        // No interim answer comes here, but some servers invent codes beyond 599.
        int status = answer.ok() == spoken.taken() ? answer.status() : spoken.status();
        int code = Math.clamp(status == 0 ? answer.status() : status, LOWEST_CODE, HIGHEST_CODE);
        var text = (spoken.error() + " " + spoken.words()).strip();
        var reply = Reply.of(code, "", text);
        if (spoken.taken()) return new Outcome.Delivered(via, reply, false, pause);
        return ApiVerdict.of(
                parcel.route().provider(), via, reply, spoken, Waits.of(answer, clock.now()));
    }

    private Outcome broken(CallBroken broken) {
        var via = via("");
        return switch (broken.stage()) {
            case OWN -> local(AttemptSaying.MAIL_UNREADABLE.with(broken.getMessage()));
            case CONNECTING -> deferred(Trouble.cause(broken, Phase.CONNECT, null, via.host()));
            case SENDING -> deferred(Trouble.cause(broken, Phase.CONTENT, via, via.host()));
            case WAITING ->
                    new Outcome.Uncertain(Trouble.cause(broken, Phase.FINAL_DOT, via, via.host()));
        };
    }

    private Via via(String tls) {
        var base = parcel.account().base();
        int port = base.getPort();
        if (port < 0) port = "https".equals(base.getScheme()) ? 443 : 80;
        return new Via(
                parcel.route().name(),
                parcel.route().provider(),
                base.getHost(),
                "",
                port,
                tls,
                Route.Way.API);
    }

    private static Outcome deferred(Cause cause) {
        return new Outcome.Deferred(cause, null);
    }

    private Outcome unfit(Statement losses) {
        boolean alone = parcel.route().relay() == null;
        var why = alone ? losses.and(Saying.API_OTHER_WAY.with()) : losses;
        return new Outcome.Refused(new Cause(Kind.CAPABILITY, Phase.CONNECT, null, null, why));
    }

    private static Outcome local(Statement why) {
        return deferred(Cause.local(why));
    }

    static Cause noTls(IOException e) {
        return Cause.local(Saying.API_NO_TLS.with(e.getMessage()));
    }
}
