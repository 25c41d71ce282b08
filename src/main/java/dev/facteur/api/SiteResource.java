package dev.facteur.api;

import dev.facteur.account.Accounts;
import dev.facteur.account.Credential;
import dev.facteur.account.Login;
import dev.facteur.account.Objection;
import dev.facteur.account.Permission;
import dev.facteur.account.Site;
import dev.facteur.diagnose.Finding;
import dev.facteur.diagnose.FindingTexts;
import dev.facteur.mail.Stream;
import dev.facteur.platform.http.Operation;
import dev.facteur.platform.secret.Secret;
import dev.facteur.route.Provider;
import dev.facteur.route.Providers;
import dev.facteur.route.Routes;
import io.javalin.http.Context;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `/v1/site`: a site's own view of itself, by its API key.
final class SiteResource {
    private final Accounts accounts;
    private final Routes routes;
    private final SiteHealth health;

    SiteResource(Accounts accounts, Routes routes, SiteHealth health) {
        this.accounts = accounts;
        this.routes = routes;
        this.health = health;
    }

    /// @param permissions of the key that asks
    record View(String name, List<Sender> domains, List<String> permissions) {}

    /// A domain that the site sends as.
    ///
    /// @param verified whether mail leaves under its name
    record Sender(String domain, boolean verified) {}

    /// An account at a provider that is known here; a host of its own choice nobody gets.
    ///
    /// @param region the provider's; null for the usual one
    record Wanted(
            @Nullable String provider,
            @Nullable String region,
            @Nullable String user,
            @Nullable String password,
            @Nullable String apiUser,
            @Nullable String key) {
        /// Never prints a secret.
        @Override
        public String toString() {
            return "an account at " + provider;
        }
    }

    /// @param streams that it carries from now on
    record Added(String route, List<String> streams) {}

    void install(Operations operations) {
        operations.add(
                Operation.get("/v1/site", Permission.READ, "The site that the key is of")
                        .answers(200, View.class)
                        .refuses(422),
                this::show);
        operations.add(
                Operation.get(
                                "/v1/site/health",
                                Permission.READ,
                                "What is wrong with the site's mail")
                        .query("lang")
                        .answers(200, DoctorResource.Report.class)
                        .refuses(422),
                this::examine);
        operations.add(
                Operation.post(
                                "/v1/site/routes",
                                Permission.ROUTES,
                                "Add a route of the site's own")
                        .takes(Wanted.class)
                        .answers(201, Added.class)
                        .refuses(404, 409),
                this::addRoute);
    }

    private void show(Context context) throws Exception {
        var login = login(context);
        var senders =
                accounts.domainsOf(login.site()).stream()
                        .sorted()
                        .map(domain -> new Sender(domain, accounts.verified(domain)))
                        .toList();
        context.json(new View(login.site().name(), senders, permissions(login.credential())));
    }

    private static List<String> permissions(Credential credential) {
        return credential.permissions().stream().map(Permission::word).sorted().toList();
    }

    private void examine(Context context) throws Exception {
        var site = login(context).site();
        var report = health.of(context, site);
        var texts = Language.texts(context);
        var told = report.findings().stream().map(each -> told(each, site, texts)).toList();
        context.json(new DoctorResource.Report(report.at(), told));
    }

    /// What was seen of a route, down to the provider's words, is the operator's.
    private DoctorResource.Told told(Finding finding, Site site, FindingTexts texts) {
        boolean ours = accounts.domainsOf(site).contains(finding.subject());
        return DoctorResource.told(ours ? finding : finding.seeing(List.of()), texts);
    }

    private void addRoute(Context context) throws Exception {
        var site = login(context).site();
        var wanted = Asked.body(context, Wanted.class);
        var provider = Providers.named(Asked.required(wanted.provider(), "provider"));
        var made = provider.route(account(wanted));
        var name = site.name() + "-" + provider.id();
        routes.add(name, made.settings(), made.secrets(), Routes.Place.APART);
        var streams = carried(site, name);
        for (var stream : streams) routes.choose(site, stream, List.of(name));
        context.status(201).json(new Added(name, streams.stream().map(Stream::word).toList()));
    }

    private static Provider.Account account(Wanted wanted) {
        return new Provider.Account(
                wanted.region(),
                wanted.user(),
                secret(wanted.password()),
                wanted.apiUser(),
                secret(wanted.key()),
                null);
    }

    private static @Nullable Secret secret(@Nullable String text) {
        return text == null || text.isEmpty() ? null : new Secret(text);
    }

    /// Broadcasts keep the way they have: they must not spend the reputation of the other mail.
    private List<Stream> carried(Site site, String route) {
        var broadcast = routes.forLane(site.id(), Stream.BROADCAST);
        return broadcast.stream().allMatch(way -> way.route().name().equals(route))
                ? List.of(Stream.TRANSACTIONAL, Stream.BROADCAST)
                : List.of(Stream.TRANSACTIONAL);
    }

    private static Login login(Context context) throws Objection {
        return switch (Caller.of(context)) {
            case Caller.SiteKey(var login) -> login;
            case Caller.Person _ ->
                    throw new Objection(
                            Objection.Kind.INVALID,
                            "site-key-only",
                            "",
                            "this is asked with a site's API key; the operator has /v1/sites");
        };
    }
}
