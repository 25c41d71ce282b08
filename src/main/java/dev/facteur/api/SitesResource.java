package dev.facteur.api;

import dev.facteur.account.Accounts;
import dev.facteur.account.Objection;
import dev.facteur.account.Site;
import dev.facteur.account.Sites;
import dev.facteur.mail.Stream;
import dev.facteur.retention.Retentions;
import dev.facteur.route.Routes;
import io.javalin.config.RoutesConfig;
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
    private final Retentions retentions;

    SitesResource(Accounts accounts, Sites sites, Routes routes, Retentions retentions) {
        this.accounts = accounts;
        this.sites = sites;
        this.routes = routes;
        this.retentions = retentions;
    }

    /// A site as the API shows it.
    ///
    /// @param routes the routes of each stream, the one to prefer first; a stream without any is
    ///   missing
    /// @param retention how long what has ended is kept
    record View(
            String name,
            boolean local,
            List<String> domains,
            List<String> credentials,
            Map<String, List<String>> routes,
            RetentionView retention) {}

    record Listing(List<View> sites) {}

    record Wanted(@Nullable String name, boolean local) {}

    /// @param routes the one to prefer first; none goes back to the default ones
    record Choice(@Nullable List<String> routes) {}

    void install(RoutesConfig config, Operators operators) {
        config.get("/v1/sites", operators.only(this::list));
        config.post("/v1/sites", operators.only(this::add));
        config.get("/v1/sites/{name}", operators.only(this::show));
        config.delete("/v1/sites/{name}", operators.only(this::remove));
        config.put("/v1/sites/{name}/retention", operators.only(this::keep));
        config.put("/v1/sites/{name}/routes/{stream}", operators.only(this::chooseRoute));
    }

    private void list(Context context) {
        context.json(new Listing(accounts.sites().stream().map(this::view).toList()));
    }

    private void add(Context context) throws Exception {
        var wanted = Operators.body(context, Wanted.class);
        var site = sites.add(Operators.required(wanted.name(), "name"), wanted.local());
        context.status(201).json(view(site));
    }

    private void show(Context context) throws Exception {
        context.json(view(accounts.named(context.pathParam("name"))));
    }

    private void remove(Context context) throws Exception {
        sites.remove(context.pathParam("name"));
        routes.load();
        context.status(204);
    }

    private void chooseRoute(Context context) throws Exception {
        var site = accounts.named(context.pathParam("name"));
        var choice = Operators.body(context, Choice.class);
        var names = choice.routes() == null ? List.<String>of() : choice.routes();
        routes.choose(site, stream(context.pathParam("stream")), names);
        context.json(view(site));
    }

    private void keep(Context context) throws Exception {
        var site = accounts.named(context.pathParam("name"));
        var wishes = Operators.body(context, RetentionView.Wanted.class).wishes();
        retentions.choose(site.id(), wishes);
        context.json(view(site));
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
                RetentionView.of(retentions, site.id()));
    }
}
