package dev.facteur.api;

import dev.facteur.account.Accounts;
import dev.facteur.account.DkimKey;
import dev.facteur.account.Domain;
import dev.facteur.account.Domains;
import dev.facteur.account.Objection;
import dev.facteur.api.DomainStandingResource.Standing;
import dev.facteur.diagnose.domain.DomainWatch;
import dev.facteur.diagnose.domain.PublishingPlan;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `/v1/domains`: sender domains and the records that belong into their DNS.
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
    record Records(List<Wish> records, List<Later> later, List<String> unknown) {}

    /// @param purpose `dkim`, `spf`, `dmarc`, `ptr` or `ownership`
    /// @param ttl in seconds
    /// @param there whether DNS has it already
    /// @param lookups of an SPF record; null for all others
    record Wish(
            String purpose,
            String name,
            String type,
            String value,
            long ttl,
            boolean there,
            @Nullable Integer lookups) {
        static Wish of(PublishingPlan.Entry entry) {
            var record = entry.record();
            return new Wish(
                    entry.purpose().word(),
                    record.name(),
                    record.type(),
                    record.value(),
                    record.ttl().toSeconds(),
                    entry.there(),
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

    void install(RoutesConfig config, Operators operators) {
        config.get("/v1/domains", operators.only(this::list));
        config.post("/v1/domains", operators.only(this::add));
        config.get("/v1/domains/{name}", operators.only(this::show));
        config.get("/v1/domains/{name}/records", operators.only(this::records));
        config.delete("/v1/domains/{name}", operators.only(this::remove));
    }

    private void list(Context context) {
        context.json(new Listing(accounts.domains().stream().map(this::view).toList()));
    }

    private void add(Context context) throws Exception {
        var wanted = Operators.body(context, Wanted.class);
        var domain =
                domains.add(
                        Operators.required(wanted.name(), "name"),
                        Operators.required(wanted.site(), "site"),
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
        context.json(view(domains.named(context.pathParam("name"))));
    }

    private void records(Context context) throws Exception {
        var found = plan.of(domains.named(context.pathParam("name")));
        context.json(
                new Records(
                        found.records().stream().map(Wish::of).toList(),
                        found.later().stream()
                                .map(stage -> new Later(stage.from().toString(), stage.value()))
                                .toList(),
                        found.unknown()));
    }

    private void remove(Context context) throws Exception {
        var site = context.queryParam("site");
        if (site == null) domains.remove(context.pathParam("name"));
        else domains.remove(context.pathParam("name"), site);
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
