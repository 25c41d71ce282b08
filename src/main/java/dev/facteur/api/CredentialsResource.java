package dev.facteur.api;

import dev.facteur.account.Accounts;
import dev.facteur.account.Credential;
import dev.facteur.account.Credentials;
import dev.facteur.account.LastUse;
import dev.facteur.account.Objection;
import dev.facteur.account.Permission;
import dev.facteur.account.Role;
import dev.facteur.account.Site;
import dev.facteur.platform.Network;
import dev.facteur.platform.http.Operation;
import dev.facteur.platform.secret.Secret;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// `/v1/credentials`: what sites prove themselves with. A secret is in the answer that makes it and
/// in no other.
final class CredentialsResource {
    private final Accounts accounts;
    private final Credentials credentials;
    private final LastUse lastUse;
    private final Supplier<Endpoints> endpoints;

    CredentialsResource(
            Accounts accounts,
            Credentials credentials,
            LastUse lastUse,
            Supplier<Endpoints> endpoints) {
        this.accounts = accounts;
        this.credentials = credentials;
        this.lastUse = lastUse;
        this.endpoints = endpoints;
    }

    record View(
            String name,
            String site,
            String kind,
            List<String> senders,
            boolean recognisesRepeats,
            List<String> permissions,
            List<String> networks,
            @Nullable Instant lastUsedAt) {}

    record Listing(List<View> credentials) {}

    /// @param kind `smtp` or `api`; null is `smtp`
    /// @param password one that the site has already; null to have one made
    /// @param permissions of an API key; null for `send` and `read`
    /// @param networks from where an API key is good; null for everywhere
    record Wanted(
            @Nullable String site,
            @Nullable String name,
            @Nullable String kind,
            @Nullable List<String> senders,
            @Nullable Boolean recognisesRepeats,
            @Nullable String password,
            @Nullable List<String> permissions,
            @Nullable List<String> networks) {

        /// Never prints the password.
        @Override
        public String toString() {
            return kind + " " + name + " of " + site;
        }
    }

    /// @param secret the password or API key, shown this once
    /// @param from an address this credential may send as; null when its site has no domain yet
    record Issued(View credential, String secret, @Nullable String from, Endpoints endpoints) {}

    void install(Operations operations) {
        operations.add(
                Operation.get("/v1/credentials", Role.VIEWER, "List credentials")
                        .query("site")
                        .answers(200, Listing.class),
                this::list);
        operations.add(
                Operation.post("/v1/credentials", Role.OPERATOR, "Add a credential")
                        .takes(Wanted.class)
                        .answers(201, Issued.class)
                        .refuses(404, 409),
                this::add);
        operations.add(
                Operation.get("/v1/credentials/{name}", Role.VIEWER, "A credential")
                        .answers(200, View.class),
                this::show);
        operations.add(
                Operation.delete("/v1/credentials/{name}", Role.OPERATOR, "Remove a credential")
                        .answers(204)
                        .heedsTag(),
                this::remove);
    }

    private void list(Context context) {
        var site = context.queryParam("site");
        var views =
                accounts.credentials().stream()
                        .map(this::view)
                        .filter(view -> site == null || view.site().equals(site))
                        .toList();
        context.json(new Listing(views));
    }

    private void add(Context context) throws Exception {
        var wanted = Asked.body(context, Wanted.class);
        var senders = wanted.senders();
        var password = wanted.password();
        var issued =
                credentials.add(
                        new Credentials.Wanted(
                                Asked.required(wanted.site(), "site"),
                                wanted.name(),
                                kind(wanted.kind()),
                                orNone(senders),
                                !Boolean.FALSE.equals(wanted.recognisesRepeats()),
                                password == null ? null : new Secret(password),
                                orNone(wanted.permissions()),
                                orNone(wanted.networks())));
        var view = view(issued.credential());
        context.status(201)
                .json(
                        new Issued(
                                view,
                                issued.secret().reveal(),
                                from(issued.credential()),
                                endpoints.get()));
    }

    private static List<String> orNone(@Nullable List<String> list) {
        return list == null ? List.of() : list;
    }

    private void show(Context context) throws Exception {
        var credential = credentials.named(context.pathParam("name"));
        EntityTag.answer(context, view(credential), state(credential));
    }

    private void remove(Context context) throws Exception {
        var credential = credentials.named(context.pathParam("name"));
        EntityTag.check(context, state(credential));
        credentials.remove(credential.name());
        context.status(204);
    }

    private static Credential.Kind kind(@Nullable String word) throws Objection {
        try {
            return word == null ? Credential.Kind.SMTP : Credential.Kind.of(word);
        } catch (IllegalArgumentException unknown) {
            throw new Objection(
                    Objection.Kind.INVALID,
                    "credential-kind",
                    String.valueOf(word),
                    "a credential's kind is smtp or api, not " + word);
        }
    }

    private @Nullable String from(Credential credential) {
        for (var sender : credential.senders()) {
            return sender.contains("@") ? sender : "you@" + sender;
        }
        return accounts.site(credential.siteId())
                .flatMap(site -> accounts.domainsOf(site).stream().sorted().findFirst())
                .map(domain -> "you@" + domain)
                .orElse(null);
    }

    private View view(Credential credential) {
        return view(credential, lastUse.of(credential.id(), credential.lastUsed()).orElse(null));
    }

    private View state(Credential credential) {
        return view(credential, null);
    }

    private View view(Credential credential, @Nullable Instant lastUsed) {
        return new View(
                credential.name(),
                accounts.site(credential.siteId()).map(Site::name).orElse(""),
                credential.kind().word(),
                credential.senders(),
                credential.recognisesRepeats(),
                permissions(credential),
                credential.networks().stream().map(Network::toString).toList(),
                lastUsed);
    }

    private static List<String> permissions(Credential credential) {
        return switch (credential.kind()) {
            case SMTP -> List.of();
            case API -> credential.permissions().stream().sorted().map(Permission::word).toList();
        };
    }
}
