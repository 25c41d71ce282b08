package dev.facteur.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.facteur.account.Objection;
import dev.facteur.account.Objection.Kind;
import dev.facteur.account.Permission;
import dev.facteur.account.Site;
import dev.facteur.feedback.ProviderLists;
import dev.facteur.mail.MailId;
import dev.facteur.mail.Stream;
import dev.facteur.platform.Clock;
import dev.facteur.platform.http.LimitedBody;
import dev.facteur.platform.http.Operation;
import dev.facteur.route.Route;
import dev.facteur.route.RouteCheck;
import dev.facteur.route.RouteState;
import dev.facteur.route.Routes;
import dev.facteur.suppress.Cause;
import dev.facteur.suppress.Suppression;
import dev.facteur.suppress.SuppressionList;
import dev.facteur.suppress.Suppressions;
import io.javalin.http.Context;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// `/v1/suppressions`: addresses that a site's mail does not go to. The site is the key's, or the
/// one a user names.
final class SuppressionsResource {
    private static final int USUAL_LIMIT = 100;
    private static final int MAX_LIMIT = 500;
    private static final long MAX_CSV_BYTES = 20L << 20;

    /// Shorter than the command line's.
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final SiteChoice sites;
    private final Suppressions suppressions;
    private final Routes routes;
    private final RouteCheck check;
    private final ProviderLists lists;
    private final Clock clock;

    SuppressionsResource(
            SiteChoice sites,
            Suppressions suppressions,
            Routes routes,
            RouteCheck check,
            ProviderLists lists,
            Clock clock) {
        this.sites = sites;
        this.suppressions = suppressions;
        this.routes = routes;
        this.check = check;
        this.lists = lists;
        this.clock = clock;
    }

    /// @param mail the mail that the cause is about; null for none
    /// @param expiresAt null for never
    record View(
            String site,
            String address,
            String stream,
            String cause,
            String detail,
            @Nullable String mail,
            @Nullable Long evidence,
            Instant since,
            @Nullable Instant expiresAt) {}

    /// @param refuses whether submissions to them are refused rather than taken and marked
    record Listing(String site, boolean refuses, List<View> suppressions) {}

    /// @param stream null for both
    /// @param expiresAt null for never
    /// @param atProviders whether the providers' own lists are to have it too
    record Wanted(
            @Nullable String site,
            @Nullable String address,
            @Nullable String stream,
            @Nullable String detail,
            @Nullable String expiresAt,
            @Nullable Boolean atProviders) {}

    /// @param entered what became of it at the providers, where that was asked for
    record Added(String site, boolean refuses, List<View> suppressions, List<Entered> entered) {}

    /// @param lists that hold the address now; none where the provider's API takes none
    /// @param shared whether the provider was not asked, since other mail goes by it too
    /// @param trouble why that is not known, or was not done; null when nothing stood in the way
    record Entered(
            String route,
            String provider,
            List<String> lists,
            boolean shared,
            @Nullable String trouble) {}

    /// @param complete whether all providers have been asked; if not, that goes on
    record Synced(String site, boolean complete, List<Fetched> fetched) {}

    /// @param lists that were read whole; none where the provider's API does not tell
    /// @param held how many entries were read
    /// @param trouble why there are no lists, or not all; null when they are all there
    record Fetched(
            String route,
            String provider,
            List<String> lists,
            int held,
            @Nullable String trouble) {}

    /// @param held what the providers of the site's routes hold
    record Removed(int removed, List<Held> held) {}

    /// @param lists of the provider that hold the address; none where its API does not tell
    /// @param struck whether it was taken off them
    /// @param trouble why that is not known, or was not done; null when nothing stood in the way
    record Held(
            String route,
            String provider,
            List<String> lists,
            boolean struck,
            @Nullable String trouble) {}

    record Imported(int added, List<Integer> unreadable) {}

    record Policy(@Nullable String site, @Nullable Boolean refuses) {}

    void install(Operations operations) {
        operations.add(
                Operation.get("/v1/suppressions", Permission.READ, "List suppressions")
                        .query("site", "address", "stream", "cause", "after", "limit")
                        .answers(200, Listing.class)
                        .refuses(404, 422),
                this::list);
        operations.add(
                Operation.post("/v1/suppressions", Permission.SUPPRESSIONS, "Suppress an address")
                        .takes(Wanted.class)
                        .answers(201, Added.class)
                        .refuses(404),
                this::add);
        operations.add(
                Operation.delete("/v1/suppressions", Permission.SUPPRESSIONS, "Lift a suppression")
                        .query("site", "address", "stream", "at_providers")
                        .answers(200, Removed.class)
                        .refuses(404, 422),
                this::remove);
        operations.add(
                Operation.get("/v1/suppressions/csv", Permission.READ, "Suppressions as CSV")
                        .query("site")
                        .answers(200, "text/csv")
                        .refuses(404, 422),
                this::write);
        operations.add(
                Operation.post(
                                "/v1/suppressions/csv",
                                Permission.SUPPRESSIONS,
                                "Take in suppressions as CSV")
                        .query("site")
                        .takes("text/csv")
                        .answers(200, Imported.class)
                        .refuses(404),
                this::read);
        operations.add(
                Operation.post(
                                "/v1/suppressions/sync",
                                Permission.SUPPRESSIONS,
                                "Take in what providers hold back")
                        .query("site", "route")
                        .answers(200, Synced.class)
                        .refuses(404, 422),
                this::sync);
        operations.add(
                Operation.put(
                                "/v1/suppressions/policy",
                                Permission.SUPPRESSIONS,
                                "Whether mail to them is refused")
                        .takes(Policy.class)
                        .answers(200, Policy.class)
                        .refuses(404),
                this::choose);
    }

    private void list(Context context) throws Exception {
        var site = sites.of(context);
        var address = context.queryParam("address");
        var found =
                address != null
                        ? suppressions.of(site.id(), address)
                        : suppressions.list(filter(context, site));
        var views = found.stream().map(one -> view(site, one)).toList();
        context.json(new Listing(site.name(), suppressions.refuses(site.id()), views));
    }

    private static Suppressions.Filter filter(Context context, Site site) throws Objection {
        var stream = context.queryParam("stream");
        var cause = context.queryParam("cause");
        var after = context.queryParam("after");
        return new Suppressions.Filter(
                site.id(),
                stream == null ? null : stream(stream),
                cause == null ? null : cause(cause),
                Caller.of(context).seesAll(),
                after == null ? "" : after,
                limit(context.queryParam("limit")));
    }

    private void add(Context context) throws Exception {
        var wanted = Asked.body(context, Wanted.class);
        var site = sites.of(context, wanted.site());
        var address = address(Asked.required(wanted.address(), "address"));
        var some = new ArrayList<Suppression>();
        for (var stream : streams(wanted.stream())) {
            some.add(
                    new Suppression(
                            site.id(),
                            stream,
                            address,
                            Cause.BY_HAND,
                            wanted.detail() == null ? "" : wanted.detail(),
                            null,
                            null,
                            clock.now(),
                            expires(wanted.expiresAt())));
        }
        suppressions.add(some);
        var views =
                suppressions.of(site.id(), address).stream().map(one -> view(site, one)).toList();
        var entered =
                Boolean.TRUE.equals(wanted.atProviders())
                        ? enter(context, site, streams(wanted.stream()), address)
                        : List.<Entered>of();
        boolean refuses = suppressions.refuses(site.id());
        context.status(201).json(new Added(site.name(), refuses, views, entered));
    }

    private List<Entered> enter(Context context, Site site, List<Stream> streams, String address) {
        boolean forAll = Caller.of(context).seesAll();
        return lists.enter(site, streams, address, forAll).stream()
                .map(one ->
                        new Entered(
                                one.route().name(),
                                one.route().provider(),
                                one.lists().lists(),
                                one.shared(),
                                one.lists().trouble()))
                .toList();
    }

    private void sync(Context context) throws Exception {
        var site = sites.of(context);
        var route = context.queryParam("route");
        if (route != null) routes.named(route);
        var progress = lists.fetch(site, route, PATIENCE);
        var fetched =
                progress.fetched().stream()
                        .map(one ->
                                new Fetched(
                                        one.route().name(),
                                        one.route().provider(),
                                        one.lists(),
                                        one.held(),
                                        one.trouble()))
                        .toList();
        context.json(new Synced(site.name(), progress.complete(), fetched));
    }

    private void remove(Context context) throws Exception {
        var site = sites.of(context);
        var address = Asked.required(context.queryParam("address"), "address");
        var streams = streams(context.queryParam("stream"));
        int removed = suppressions.remove(site.id(), streams, address);
        boolean strike = "true".equals(context.queryParam("at_providers"));
        if (removed == 0 && !strike) {
            throw new Objection(
                    Kind.UNKNOWN,
                    "suppression-unknown",
                    address,
                    address + " is not on the list of site " + site.name());
        }
        context.json(new Removed(removed, held(site, streams, address, strike)));
    }

    /// Each provider keeps lists of its own; those whose APIs tell are asked.
    private List<Held> held(Site site, List<Stream> streams, String address, boolean strike) {
        return streams.stream()
                .flatMap(stream -> routes.forLane(site.id(), stream).stream())
                .map(RouteState::route)
                .filter(route -> !route.provider().isEmpty())
                .distinct()
                .map(route -> held(route, address, strike))
                .toList();
    }

    private Held held(Route route, String address, boolean strike) {
        var found = check.listed(route, address, strike);
        boolean struck = strike && found.trouble() == null && !found.lists().isEmpty();
        return new Held(route.name(), route.provider(), found.lists(), struck, found.trouble());
    }

    private void write(Context context) throws Exception {
        var site = sites.of(context);
        var all = new ArrayList<Suppression>();
        var after = "";
        boolean seesAll = Caller.of(context).seesAll();
        while (true) {
            var filter = new Suppressions.Filter(site.id(), null, null, seesAll, after, MAX_LIMIT);
            var some = suppressions.list(filter);
            if (some.isEmpty()) break;
            // The last address may have a second stream behind the limit.
            var last = some.getLast().address();
            some.stream().filter(one -> !one.address().equals(last)).forEach(all::add);
            all.addAll(suppressions.of(site.id(), last));
            after = last;
        }
        context.contentType("text/csv; charset=utf-8").result(SuppressionList.write(all));
    }

    private void read(Context context) throws Exception {
        var site = sites.of(context);
        var body = new LimitedBody(context.bodyInputStream(), MAX_CSV_BYTES).readAllBytes();
        var read = SuppressionList.read(new String(body, UTF_8), site.id(), clock.now());
        suppressions.add(read.suppressions());
        context.json(new Imported(read.suppressions().size(), read.unreadable()));
    }

    private void choose(Context context) throws Exception {
        var policy = Asked.body(context, Policy.class);
        var site = sites.of(context, policy.site());
        suppressions.refuse(site.id(), Boolean.TRUE.equals(policy.refuses()));
        context.json(new Policy(site.name(), suppressions.refuses(site.id())));
    }

    private static View view(Site site, Suppression one) {
        return new View(
                site.name(),
                one.address(),
                one.stream().word(),
                one.cause().word(),
                one.detail(),
                Optional.ofNullable(one.mail()).map(id -> new MailId(id).toString()).orElse(null),
                one.evidence(),
                one.since(),
                one.expires());
    }

    private static String address(String text) throws Objection {
        return SuppressionList.address(text)
                .map(Object::toString)
                .orElseThrow(() ->
                        bad("suppression-address", text, "\"" + text + "\" is no mail address"));
    }

    private static List<Stream> streams(@Nullable String word) throws Objection {
        return word == null ? List.of(Stream.values()) : List.of(stream(word));
    }

    private static Stream stream(String word) throws Objection {
        return Arrays.stream(Stream.values())
                .filter(stream -> stream.word().equals(word))
                .findFirst()
                .orElseThrow(() ->
                        bad(
                                "stream-unknown",
                                word,
                                "a stream is transactional or broadcast, not " + word));
    }

    private static Cause cause(String word) throws Objection {
        return Cause.of(word)
                .orElseThrow(() ->
                        bad("cause-unknown", word, "there is no cause named \"" + word + "\""));
    }

    private static @Nullable Instant expires(@Nullable String text) throws Objection {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeException e) {
            throw bad("expires-at", text, "expires_at is a time like 2026-11-24T09:00:00Z");
        }
    }

    private static int limit(@Nullable String text) throws Objection {
        try {
            int limit = text == null ? USUAL_LIMIT : Integer.parseInt(text);
            if (limit >= 1 && limit <= MAX_LIMIT) return limit;
        } catch (NumberFormatException notANumber) {
            // Said below.
        }
        throw bad("parameter-limit", "limit", "limit is a number up to " + MAX_LIMIT);
    }

    private static Objection bad(String code, @Nullable String subject, String sentence) {
        return new Objection(Kind.INVALID, code, subject == null ? "" : subject, sentence);
    }
}
