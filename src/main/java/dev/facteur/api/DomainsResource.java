package dev.facteur.api;

import dev.facteur.account.Accounts;
import dev.facteur.account.DkimKey;
import dev.facteur.account.Domain;
import dev.facteur.account.Domains;
import dev.facteur.account.Objection;
import dev.facteur.account.Role;
import dev.facteur.api.DomainStandingResource.Standing;
import dev.facteur.diagnose.FindingTexts;
import dev.facteur.diagnose.domain.DomainWatch;
import dev.facteur.diagnose.domain.InboundTls;
import dev.facteur.diagnose.domain.ProviderWish;
import dev.facteur.diagnose.domain.PublishingPlan;
import dev.facteur.platform.http.Operation;
import io.javalin.http.Context;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `/v1/domains`: sender domains and the records that belong into their DNS, `?lang=fr` explained
/// in French.
final class DomainsResource {
    private final Accounts accounts;
    private final Domains domains;
    private final PublishingPlan plan;
    private final DomainWatch watch;

    DomainsResource(Accounts accounts, Domains domains, PublishingPlan plan, DomainWatch watch) {
        this.accounts = accounts;
        this.domains = domains;
        this.plan = plan;
        this.watch = watch;
    }

    /// @param hostedKeys whether we publish its keys ourselves
    record View(
            String name,
            List<String> sites,
            Standing standing,
            boolean hostedKeys,
            List<KeyView> keys) {}

    record Listing(List<View> domains) {}

    /// @param records to publish, or there already
    /// @param later values of the DMARC record, in their order
    /// @param unknown names at which DNS gave no answer
    /// @param providers what each of them said of the domain
    /// @param policy the file that belongs to the record of MTA-STS; null when none is proposed
    record Records(
            List<Wish> records,
            List<Later> later,
            List<String> unknown,
            List<Told> providers,
            InboundTls.@Nullable Policy policy) {}

    /// @param standing `verified`, `unverified`, `absent` or `untold`
    /// @param page where the provider shows what it wants
    /// @param words why it does not tell
    record Told(String route, String provider, String standing, String page, String words) {
        static Told of(ProviderWish wish) {
            var provider = wish.provider();
            return new Told(
                    wish.route(),
                    provider.title(),
                    wish.told().standing().toString(),
                    provider.domains(),
                    wish.told().words());
        }
    }

    /// @param purpose `dkim`, `spf`, `dmarc`, `ptr`, `return-path`, `provider-ownership`,
    ///   `mta-sts`, `tls-rpt` or `ownership`
    /// @param why the same in a few words of the language asked for
    /// @param ttl in seconds
    /// @param state `there`, `missing`, `differs` or `unknown`
    /// @param found what DNS has in its place
    /// @param optional whether mail leaves as well without it
    /// @param provider who wants it; `""` for ourselves
    /// @param lookups of an SPF record; null for all others
    record Wish(
            String purpose,
            String why,
            String name,
            String type,
            String value,
            long ttl,
            String state,
            List<String> found,
            boolean optional,
            String provider,
            @Nullable Integer lookups) {
        static Wish of(PublishingPlan.Entry entry, FindingTexts texts) {
            var record = entry.record();
            return new Wish(
                    entry.purpose().word(),
                    texts.purpose(entry.purpose().word()),
                    record.name(),
                    record.type(),
                    record.value(),
                    record.ttl().toSeconds(),
                    entry.state().word(),
                    entry.found(),
                    entry.optional(),
                    entry.provider(),
                    entry.lookups());
        }
    }

    /// @param from a date, such as `2026-12-31`
    record Later(String from, String value) {}

    /// @param algorithms `rsa`, `ed25519`, or both, which null stands for
    /// @param hostedKeys whether we publish its keys ourselves; null: where there is a zone for it
    /// @param vouch whether the operator says that the domain is theirs
    record Wanted(
            @Nullable String name,
            @Nullable String site,
            @Nullable List<String> algorithms,
            @Nullable Boolean hostedKeys,
            boolean vouch) {}

    void install(Operations operations) {
        operations.add(
                Operation.get("/v1/domains", Role.VIEWER, "List domains")
                        .answers(200, Listing.class),
                this::list);
        operations.add(
                Operation.post("/v1/domains", Role.OPERATOR, "Add a domain")
                        .takes(Wanted.class)
                        .answers(201, View.class)
                        .refuses(404, 409),
                this::add);
        operations.add(
                Operation.get("/v1/domains/{name}", Role.VIEWER, "A domain")
                        .answers(200, View.class),
                this::show);
        operations.add(
                Operation.get(
                                "/v1/domains/{name}/records",
                                Role.VIEWER,
                                "What to publish for a domain")
                        .query("lang")
                        .answers(200, Records.class),
                this::records);
        operations.add(
                Operation.delete("/v1/domains/{name}", Role.OPERATOR, "Remove a domain")
                        .query("site")
                        .answers(204)
                        .heedsTag()
                        .refuses(409),
                this::remove);
    }

    private void list(Context context) {
        context.json(new Listing(accounts.domains().stream().map(this::view).toList()));
    }

    private void add(Context context) throws Exception {
        var wanted = Asked.body(context, Wanted.class);
        var domain =
                domains.add(
                        Asked.required(wanted.name(), "name"),
                        Asked.required(wanted.site(), "site"),
                        algorithms(wanted.algorithms()),
                        wanted.hostedKeys());
        var ready = wanted.vouch() ? domains.vouch(domain.name()) : domain;
        watch.wake();
        context.status(201).json(view(ready));
    }

    private static Set<DkimKey.Algorithm> algorithms(@Nullable List<String> words)
            throws Objection {
        if (words == null || words.isEmpty()) return EnumSet.allOf(DkimKey.Algorithm.class);
        var algorithms = EnumSet.noneOf(DkimKey.Algorithm.class);
        for (var word : words) {
            try {
                algorithms.add(DkimKey.Algorithm.of(word));
            } catch (IllegalArgumentException unknown) {
                throw new Objection(
                        Objection.Kind.INVALID,
                        "key-algorithm",
                        word,
                        "a key's algorithm is rsa or ed25519, not " + word);
            }
        }
        return algorithms;
    }

    private void show(Context context) throws Exception {
        var view = view(domains.named(context.pathParam("name")));
        EntityTag.answer(context, view, view);
    }

    private void records(Context context) throws Exception {
        var found = plan.of(domains.named(context.pathParam("name")));
        var texts = Language.texts(context);
        context.json(
                new Records(
                        found.records().stream().map(each -> Wish.of(each, texts)).toList(),
                        found.later().stream()
                                .map(stage -> new Later(stage.from().toString(), stage.value()))
                                .toList(),
                        found.unknown(),
                        found.providers().stream().map(Told::of).toList(),
                        found.policy()));
    }

    private void remove(Context context) throws Exception {
        var domain = domains.named(context.pathParam("name"));
        EntityTag.check(context, view(domain));
        var site = context.queryParam("site");
        if (site == null) domains.remove(domain.name());
        else domains.remove(domain.name(), site);
        context.status(204);
    }

    private View view(Domain domain) {
        var rules = domains.keys().rules();
        return new View(
                domain.name(),
                domain.sites(),
                Standing.of(domain),
                domain.hostsKeys(),
                domain.keys().stream().map(key -> KeyView.of(domain, key, rules)).toList());
    }
}
