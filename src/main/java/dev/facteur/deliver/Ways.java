package dev.facteur.deliver;

import dev.facteur.deliver.http.ApiTransport;
import dev.facteur.deliver.http.Parcel;
import dev.facteur.mail.Recipient;
import dev.facteur.platform.Clock;
import dev.facteur.platform.StorageException;
import dev.facteur.route.HeldAddress;
import dev.facteur.route.HeldLists;
import dev.facteur.route.Route;
import dev.facteur.route.RouteCheck;
import dev.facteur.route.SenderRecords;
import dev.facteur.sign.SignedMail;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/// The two ways to a route's provider, its mail server and its API, as equals: the route says which
/// is first, and the other is taken within the same attempt where the first cannot be.
///
/// - Where the first is not reached at all, nothing was said to anybody, and the other is tried.
/// - A first way that was not reached rests for some minutes, so that not every mail waits for what
///   a firewall drops; until then the other is first.
/// - What the API would damage goes by SMTP. It stays in the queue while SMTP is not to be had.
/// - Where nobody knows whether a mail was taken, it never goes the other way: it could arrive
///   twice.
public final class Ways implements Transport, RouteCheck {
    private static final Set<Outcome.Kind> NOT_REACHED =
            Set.of(Outcome.Kind.NETWORK, Outcome.Kind.TLS, Outcome.Kind.STARTTLS_MISSING);

    private static final Duration REST = Duration.ofMinutes(5);

    private final Transport smtp;
    private final RouteCheck smtpCheck;
    private final ApiTransport api;
    private final Clock clock;

    /// Since when the first way of a route rests, in nanoseconds of the clock, by the route's id.
    private final Map<Long, Long> resting = new ConcurrentHashMap<>();

    /// @param smtpCheck looks at the mail server of a route that has one
    public Ways(Transport smtp, RouteCheck smtpCheck, ApiTransport api, Clock clock) {
        this.smtp = smtp;
        this.smtpCheck = smtpCheck;
        this.api = api;
        this.clock = clock;
    }

    @Override
    public List<Outcome> send(Route route, SignedMail mail, List<Recipient> recipients) {
        if (route.api() == null) return smtp.send(route, mail, recipients);
        if (route.relay() == null) return api.send(new Parcel(route, mail, recipients, false));
        return switch (first(route)) {
            case SMTP -> smtpFirst(route, mail, recipients);
            case API -> apiFirst(route, mail, recipients);
            case DIRECT -> throw new IllegalStateException(route.name() + " has no provider");
        };
    }

    private Route.Way first(Route route) {
        var since = resting.get(route.id());
        if (since == null) return route.first();
        if (clock.nanos() - since > REST.toNanos()) {
            resting.remove(route.id());
            return route.first();
        }
        return route.first() == Route.Way.SMTP ? Route.Way.API : Route.Way.SMTP;
    }

    private void remember(Route route, Route.Way way, List<Outcome> outcomes) {
        if (way == route.first() && outcomes.stream().allMatch(Ways::notReached)) {
            resting.put(route.id(), clock.nanos());
        }
    }

    private List<Outcome> smtpFirst(Route route, SignedMail mail, List<Recipient> recipients) {
        var outcomes = smtp.send(route, mail, recipients);
        remember(route, Route.Way.SMTP, outcomes);
        return again(
                outcomes,
                recipients,
                Ways::notReached,
                rest -> api.send(new Parcel(route, mail, rest, false)));
    }

    private List<Outcome> apiFirst(Route route, SignedMail mail, List<Recipient> recipients) {
        var outcomes = api.send(new Parcel(route, mail, recipients, true));
        remember(route, Route.Way.API, outcomes);
        var then =
                again(
                        outcomes,
                        recipients,
                        outcome -> notReached(outcome) || unfit(outcome),
                        rest -> smtp.send(route, mail, rest));
        // What SMTP would have carried as it is, and the API all but that.
        return again(
                then,
                recipients,
                outcome -> notReached(outcome) && unfitBefore(outcomes),
                rest -> api.send(new Parcel(route, mail, rest, false)));
    }

    private interface Sending {
        List<Outcome> send(List<Recipient> recipients);
    }

    /// Those whose outcome asks for it are tried the other way; what that way cannot carry either
    /// keeps the outcome it had.
    private static List<Outcome> again(
            List<Outcome> outcomes,
            List<Recipient> recipients,
            Predicate<Outcome> asks,
            Sending otherWay) {
        var places = new ArrayList<Integer>();
        for (int i = 0; i < outcomes.size(); i++) {
            if (asks.test(outcomes.get(i))) places.add(i);
        }
        if (places.isEmpty()) return outcomes;
        var second = otherWay.send(places.stream().map(recipients::get).toList());
        var all = new ArrayList<>(outcomes);
        for (int i = 0; i < places.size(); i++) {
            int place = places.get(i);
            all.set(place, of(outcomes.get(place), second.get(i)));
        }
        return all;
    }

    private static Outcome of(Outcome first, Outcome second) {
        if (first instanceof Outcome.Deferred(var cause, var notBefore)) {
            if (second instanceof Outcome.Refused(var why) && unfit(second)) {
                // The route itself is open, to other mail.
                var said = cause.statement().and(why.statement());
                return new Outcome.Deferred(why.saying(said), notBefore);
            }
            if (second instanceof Outcome.Deferred(var why, var later) && notReached(second)) {
                return new Outcome.Deferred(both(cause, why), later);
            }
        }
        return second;
    }

    private static Outcome.Cause both(Outcome.Cause first, Outcome.Cause second) {
        return first.saying(first.statement().and(second.statement()));
    }

    private static boolean notReached(Outcome outcome) {
        return outcome instanceof Outcome.Deferred(var cause, _)
                && NOT_REACHED.contains(cause.kind())
                && cause.phase().compareTo(Phase.AUTH) <= 0;
    }

    private static boolean unfit(Outcome outcome) {
        return outcome instanceof Outcome.Refused(var cause)
                && cause.kind() == Outcome.Kind.CAPABILITY;
    }

    private static boolean unfitBefore(List<Outcome> outcomes) {
        return outcomes.stream().anyMatch(Ways::unfit);
    }

    /// None as long as one of the two stands open; else that of the first.
    @Override
    public Optional<Outcome.Cause> trouble(Route route) throws InterruptedException {
        if (route.api() == null) return smtp.trouble(route);
        if (route.relay() == null) return api.trouble(route);
        boolean smtpFirst = route.first() == Route.Way.SMTP;
        var trouble = (smtpFirst ? smtp : api).trouble(route);
        if (trouble.isEmpty()) return trouble;
        var other = (smtpFirst ? api : smtp).trouble(route);
        return other.isEmpty() ? other : trouble;
    }

    /// The API is looked at where there is no mail server, or none that can be reached.
    @Override
    public SenderRecords senderRecords(Route route, String domain) {
        return api.senderRecords(route, domain);
    }

    @Override
    public HeldLists listed(Route route, String address, boolean strike) {
        return api.listed(route, address, strike);
    }

    @Override
    public HeldLists enter(Route route, String address) {
        return api.enter(route, address);
    }

    @Override
    public HeldLists fetch(Route route, HeldAddress.Taker taker)
            throws StorageException, InterruptedException {
        return api.fetch(route, taker);
    }

    @Override
    public Report check(Route route) throws InterruptedException {
        if (route.relay() == null) return api.check(route);
        var bySmtp = smtpCheck.check(route);
        var trouble = bySmtp.trouble();
        if (trouble == null) return bySmtp.with(api.standing(route).orElse(null));
        if (route.api() == null) return bySmtp;
        var byApi = api.check(route);
        var passedOver = new ArrayList<>(bySmtp.passedOver());
        passedOver.add(trouble);
        return new Report(
                byApi.way(),
                bySmtp.tookMillis() + byApi.tookMillis(),
                passedOver,
                byApi.trouble(),
                byApi.reason(),
                byApi.account(),
                byApi.advice(),
                false);
    }

    @Override
    public void close() {
        api.close();
        smtp.close();
    }
}
