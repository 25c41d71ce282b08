package dev.facteur.deliver.http;

import dev.facteur.deliver.Outcome;
import dev.facteur.deliver.Phase;
import dev.facteur.deliver.Transport;
import dev.facteur.deliver.verdict.Reason;
import dev.facteur.mail.Recipient;
import dev.facteur.mail.Statement;
import dev.facteur.platform.Clock;
import dev.facteur.platform.StorageException;
import dev.facteur.platform.http.CallBroken;
import dev.facteur.platform.http.HttpBody;
import dev.facteur.platform.http.RemoteCalls;
import dev.facteur.platform.secret.Secret;
import dev.facteur.platform.tls.ClientTls;
import dev.facteur.route.AccessTokens;
import dev.facteur.route.AccountStanding;
import dev.facteur.route.AccountStanding.State;
import dev.facteur.route.HeldAddress;
import dev.facteur.route.HeldLists;
import dev.facteur.route.NoToken;
import dev.facteur.route.Route;
import dev.facteur.route.RouteCheck;
import dev.facteur.route.SenderRecords;
import dev.facteur.sign.SignedMail;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Carries mail to a route's provider by its HTTP API, one call after the other. TLS is verified;
/// only an address of this machine is called in clear.
///
/// Mail that the API would damage is refused as [Outcome.Kind#CAPABILITY] before a byte is sent.
public final class ApiTransport implements Transport, RouteCheck {
    private static final Duration CONNECTING = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HeapShare heap = HeapShare.ofThisMachine();
    private final AccessTokens tokens;
    private final ClientTls tls;
    private final Duration patience;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable RemoteCalls http;

    /// @param tokens for routes whose calls carry one
    public ApiTransport(AccessTokens tokens, Clock clock) {
        this(PATIENCE, tokens, clock);
    }

    ApiTransport(Duration patience, AccessTokens tokens, Clock clock) {
        this.tokens = tokens;
        this.tls = new ClientTls(clock);
        this.patience = patience;
        this.clock = clock;
    }

    @Override
    public List<Outcome> send(Route route, SignedMail mail, List<Recipient> recipients) {
        return send(new Parcel(route, mail, recipients, false));
    }

    /// One attempt, of which the parcel says how exact it must be.
    public List<Outcome> send(Parcel parcel) {
        try {
            var outcomes = new ApiAttempt(ready(parcel), http(), heap, tokens, clock).outcomes();
            return parcel.recipients().stream().map(outcomes::get).toList();
        } catch (IOException e) {
            var outcome = new Outcome.Deferred(ApiAttempt.noTls(e), null);
            return Collections.nCopies(parcel.recipients().size(), outcome);
        } catch (NoToken no) {
            return Collections.nCopies(parcel.recipients().size(), withoutToken(no));
        }
    }

    private Parcel ready(Parcel parcel) throws NoToken {
        var route = parcel.route();
        if (!route.asksToken(Route.Way.API)) return parcel;
        return parcel.with(tokens.of(route, Route.Way.API));
    }

    /// Nothing was said to the provider's API.
    static Outcome withoutToken(NoToken no) {
        var cause = causeOf(no);
        return no.lasting() ? new Outcome.Parked(cause) : new Outcome.Deferred(cause, null);
    }

    private static Outcome.Cause causeOf(NoToken no) {
        var kind = no.lasting() ? Outcome.Kind.AUTHENTICATION : Outcome.Kind.NETWORK;
        var cause = new Outcome.Cause(kind, Phase.AUTH, null, null, no.statement());
        return no.lasting() ? cause.because(Reason.AUTHORIZATION_NEEDED) : cause;
    }

    /// Whether its provider can be called; only a mail tells what it thinks of the account.
    @Override
    public Optional<Outcome.Cause> trouble(Route route) {
        var api = route.api();
        if (api == null) return Optional.empty();
        var nothing = HttpBody.of(new byte[0]);
        try {
            if (route.asksToken(Route.Way.API)) tokens.of(route, Route.Way.API);
            http().call("GET", api.base().resolve("/"), Map.of(), nothing);
            return Optional.empty();
        } catch (CallBroken e) {
            return Optional.of(Trouble.cause(e, Phase.CONNECT, null, api.base().getHost()));
        } catch (IOException e) {
            return Optional.of(ApiAttempt.noTls(e));
        } catch (NoToken no) {
            return Optional.of(causeOf(no));
        }
    }

    @Override
    public Report check(Route route) {
        long started = clock.nanos();
        var trouble = trouble(route);
        long took = Duration.ofNanos(clock.nanos() - started).toMillis();
        var api = route.api();
        if (trouble.isPresent() || api == null) {
            var why = trouble.map(Outcome.Cause::statement).orElse(Statement.quoting(""));
            var reason = trouble.map(Outcome.Cause::reasonWord).orElse(null);
            return Report.trouble(took, List.of(), why, reason, null);
        }
        var standing = standing(route).orElse(AccountStanding.UNKNOWN);
        var way = api.base().toString();
        if (standing.state() != State.REFUSED) {
            return new Report(way, took, List.of()).with(standing);
        }
        boolean token = route.asksToken(Route.Way.API);
        var why = String.valueOf(standing.why());
        var reason = token ? Reason.AUTHORIZATION_NEEDED : Reason.LOGIN_REFUSED;
        var saying = token ? Saying.API_NO_TOKEN : Saying.API_NO_KEY;
        var refused = saying.with(way, why.endsWith(".") ? why : why + ".");
        return Report.trouble(took, List.of(), refused, reason.word(), standing);
    }

    /// How the account stands, by what its provider tells; empty where there is no key to ask with.
    public Optional<AccountStanding> standing(Route route) {
        if (route.api() == null) return Optional.empty();
        try {
            if (!route.asksToken(Route.Way.API)) return Optional.of(standing(route, null));
            var token = tokens.of(route, Route.Way.API);
            var standing = standing(route, token);
            if (standing.state() != State.REFUSED) return Optional.of(standing);
            var other = tokens.insteadOf(token, route, Route.Way.API);
            return Optional.of(standing(route, other));
        } catch (IOException e) {
            return Optional.of(AccountStanding.UNKNOWN);
        } catch (NoToken no) {
            return Optional.of(
                    no.lasting()
                            ? AccountStanding.of(State.REFUSED, no.sentence())
                            : AccountStanding.UNKNOWN);
        }
    }

    private AccountStanding standing(Route route, @Nullable Secret token) throws IOException {
        var account = ApiAccount.of(route, token);
        return new AccountQuestions(route, account, http()).ask(clock);
    }

    @Override
    public SenderRecords senderRecords(Route route, String domain) {
        var api = ProviderApis.of(route, clock);
        if (api.isEmpty()) return SenderRecords.untold("");
        try {
            var token = route.asksToken(Route.Way.API) ? tokens.of(route, Route.Way.API) : null;
            var account = ApiAccount.of(route, token);
            return new DomainQuestions(api.get(), account, http()).ask(domain);
        } catch (IOException e) {
            return SenderRecords.untold(ApiAttempt.noTls(e).sentence());
        } catch (NoToken no) {
            return SenderRecords.untold(no.sentence());
        }
    }

    @Override
    public HeldLists listed(Route route, String address, boolean strike) {
        try {
            return questions(route).map(of -> of.ask(address, strike)).orElse(HeldLists.UNTOLD);
        } catch (IOException e) {
            return unasked(e);
        }
    }

    @Override
    public HeldLists enter(Route route, String address) {
        try {
            return questions(route).map(of -> of.enter(address)).orElse(HeldLists.UNTOLD);
        } catch (IOException e) {
            return unasked(e);
        }
    }

    @Override
    public HeldLists fetch(Route route, HeldAddress.Taker taker)
            throws StorageException, InterruptedException {
        Optional<ListQuestions> questions;
        try {
            questions = questions(route);
        } catch (IOException e) {
            return unasked(e);
        }
        return questions.isEmpty() ? HeldLists.UNTOLD : questions.get().fetch(taker, clock);
    }

    private Optional<ListQuestions> questions(Route route) throws IOException {
        var api = ProviderApis.of(route, clock);
        // Access tokens are for sending.
        if (api.isEmpty() || route.asksToken(Route.Way.API)) return Optional.empty();
        var account = ApiAccount.of(route, null);
        return Optional.of(new ListQuestions(api.get(), account, http()));
    }

    private static HeldLists unasked(IOException noTls) {
        return new HeldLists(List.of(), ApiAttempt.noTls(noTls).sentence());
    }

    /// Made at the first use: a gateway without such a route needs none of its threads.
    private RemoteCalls http() throws IOException {
        lock.lock();
        try {
            var known = http;
            if (known == null) {
                known = new RemoteCalls(tls.forRoute(null), CONNECTING, patience);
                http = known;
            }
            return known;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (http != null) http.close();
        } finally {
            lock.unlock();
        }
    }
}
