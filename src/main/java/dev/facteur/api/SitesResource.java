package dev.facteur.api;

import dev.facteur.account.Accounts;
import dev.facteur.account.Objection;
import dev.facteur.account.Pairings;
import dev.facteur.account.Role;
import dev.facteur.account.SendingLimits;
import dev.facteur.account.Site;
import dev.facteur.account.Sites;
import dev.facteur.mail.Stream;
import dev.facteur.platform.http.Operation;
import dev.facteur.retention.Retentions;
import dev.facteur.route.Routes;
import io.javalin.http.Context;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `/v1/sites`: the websites that send.
final class SitesResource {
    private final Accounts accounts;
    private final Sites sites;
    private final Routes routes;
    private final Pairings pairings;
    private final Retentions retentions;

    SitesResource(
            Accounts accounts,
            Sites sites,
            Routes routes,
            Pairings pairings,
            Retentions retentions) {
        this.pairings = pairings;
        this.retentions = retentions;
        this.accounts = accounts;
        this.sites = sites;
        this.routes = routes;
    }

    /// A site as the API shows it.
    ///
    /// @param routes the routes of each stream, the one to prefer first; a stream without any is
    ///   missing
    /// @param software that took an invitation up, as it calls itself
    /// @param retention how long what has ended is kept
    /// @param limits how much it may send
    /// @param callers users of the machine whose programs alone hand mail over for it without a
    ///   credential; none lets everyone who gets in
    record View(
            String name,
            boolean local,
            List<String> domains,
            List<String> credentials,
            Map<String, List<String>> routes,
            List<Pairings.Software> software,
            RetentionView retention,
            List<String> callers,
            Limits limits) {}

    record Listing(List<View> sites) {}

    record Wanted(@Nullable String name, boolean local) {}

    /// To how many recipients a site may write in each time, by all doors together; null: to as
    /// many as it likes.
    record Limits(@Nullable Integer minute, @Nullable Integer hour, @Nullable Integer day) {}

    /// @param callers names or numbers of users; none lets everyone who gets in
    record Allowed(@Nullable List<String> callers) {}

    /// @param routes the one to prefer first; none goes back to the default ones
    record Choice(@Nullable List<String> routes) {}

    void install(Operations operations) {
        operations.add(
                Operation.get("/v1/sites", Role.VIEWER, "List sites").answers(200, Listing.class),
                this::list);
        operations.add(
                Operation.post("/v1/sites", Role.OPERATOR, "Add a site")
                        .takes(Wanted.class)
                        .answers(201, View.class)
                        .refuses(409),
                this::add);
        operations.add(
                Operation.get("/v1/sites/{name}", Role.VIEWER, "A site").answers(200, View.class),
                this::show);
        operations.add(
                Operation.delete("/v1/sites/{name}", Role.OPERATOR, "Remove a site")
                        .answers(204)
                        .heedsTag()
                        .refuses(409),
                this::remove);
        operations.add(
                Operation.put(
                                "/v1/sites/{name}/retention",
                                Role.OPERATOR,
                                "Choose how long a site's mail is kept")
                        .takes(RetentionView.Wanted.class)
                        .answers(200, View.class),
                this::keep);
        operations.add(
                Operation.put(
                                "/v1/sites/{name}/callers",
                                Role.OPERATOR,
                                "Choose whose programs hand mail over for a site")
                        .takes(Allowed.class)
                        .answers(200, View.class),
                this::allow);
        operations.add(
                Operation.put(
                                "/v1/sites/{name}/limits",
                                Role.OPERATOR,
                                "Limit how much a site sends")
                        .takes(Limits.class)
                        .answers(200, View.class),
                this::limit);
        operations.add(
                Operation.put(
                                "/v1/sites/{name}/routes/{stream}",
                                Role.OPERATOR,
                                "Choose routes for a stream of a site")
                        .takes(Choice.class)
                        .answers(200, View.class)
                        .needsTag()
                        .refuses(409),
                this::chooseRoute);
    }

    private void list(Context context) {
        var software = pairings.software();
        context.json(
                new Listing(accounts.sites().stream().map(site -> view(site, software)).toList()));
    }

    private void add(Context context) throws Exception {
        var wanted = Asked.body(context, Wanted.class);
        var site = sites.add(Asked.required(wanted.name(), "name"), wanted.local());
        context.status(201).json(view(site));
    }

    private void show(Context context) throws Exception {
        answer(context, accounts.named(context.pathParam("name")));
    }

    private void remove(Context context) throws Exception {
        var site = accounts.named(context.pathParam("name"));
        EntityTag.check(context, view(site));
        sites.remove(site.name());
        routes.load();
        context.status(204);
    }

    private void chooseRoute(Context context) throws Exception {
        var site = accounts.named(context.pathParam("name"));
        var choice = Asked.body(context, Choice.class);
        var names = choice.routes() == null ? List.<String>of() : choice.routes();
        EntityTag.require(context, view(site));
        routes.choose(site, stream(context.pathParam("stream")), names);
        answer(context, site);
    }

    private void answer(Context context, Site site) {
        EntityTag.answer(context, view(site), view(site));
    }

    private void keep(Context context) throws Exception {
        var site = accounts.named(context.pathParam("name"));
        var wishes = Asked.body(context, RetentionView.Wanted.class).wishes();
        retentions.choose(site.id(), wishes);
        context.json(view(site));
    }

    private void allow(Context context) throws Exception {
        var site = accounts.named(context.pathParam("name"));
        var wanted = Asked.body(context, Allowed.class).callers();
        sites.allow(site.name(), wanted == null ? List.of() : wanted);
        context.json(view(site));
    }

    private void limit(Context context) throws Exception {
        var site = accounts.named(context.pathParam("name"));
        var wanted = Asked.body(context, Limits.class);
        for (var number : new Integer[] {wanted.minute(), wanted.hour(), wanted.day()}) {
            if (number != null && number < 1) throw noLimit(number);
        }
        sites.limit(site.name(), new SendingLimits(wanted.minute(), wanted.hour(), wanted.day()));
        context.json(view(site));
    }

    private static Objection noLimit(int number) {
        return new Objection(
                Objection.Kind.INVALID,
                "site-limit",
                String.valueOf(number),
                "a limit is a number of recipients, 1 or more, not " + number);
    }

    private static Limits limits(SendingLimits limits) {
        return new Limits(limits.minute(), limits.hour(), limits.day());
    }

    private static Stream stream(String word) throws Objection {
        return Arrays.stream(Stream.values())
                .filter(stream -> stream.word().equals(word))
                .findFirst()
                .orElseThrow(() ->
                        new Objection(
                                Objection.Kind.UNKNOWN,
                                "stream-unknown",
                                word,
                                "a stream is transactional or broadcast, not " + word));
    }

    private View view(Site site) {
        return view(site, pairings.software());
    }

    private View view(Site site, Map<Long, List<Pairings.Software>> software) {
        var ways = new LinkedHashMap<String, List<String>>();
        for (var stream : Stream.values()) {
            var names =
                    routes.forLane(site.id(), stream).stream()
                            .map(way -> way.route().name())
                            .toList();
            if (!names.isEmpty()) ways.put(stream.word(), names);
        }
        var credentials =
                accounts.credentials().stream()
                        .filter(credential -> credential.siteId() == site.id())
                        .map(credential -> credential.name())
                        .toList();
        return new View(
                site.name(),
                site.local(),
                accounts.domainsOf(site).stream().sorted().toList(),
                credentials,
                ways,
                software.getOrDefault(site.id(), List.of()),
                RetentionView.of(retentions, site.id()),
                accounts.callersOf(site),
                limits(accounts.limitsOf(site)));
    }
}
