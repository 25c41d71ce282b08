package dev.facteur.api;

import dev.facteur.account.Accounts;
import dev.facteur.account.Objection;
import dev.facteur.account.Pairings;
import dev.facteur.account.Permission;
import dev.facteur.account.Role;
import dev.facteur.platform.http.HttpRefusal;
import dev.facteur.platform.http.Operation;
import dev.facteur.platform.http.Right;
import dev.facteur.platform.secret.Secret;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// How a website's software gets its key: the operator invites it (`/v1/sites/{name}/pairings`), it
/// takes the invitation up (`/v1/pairings`), which needs no key but the invitation's token.
final class PairingsResource {
    private static final String FOR_PEOPLE =
            """
            This link connects a website with Facteur. Copy all of it, with what stands behind the \
            #, and paste it in the website's administration: in WordPress under Settings > Facteur.

            Ce lien relie un site web à Facteur. Copiez-le en entier, avec ce qui suit le #, et \
            collez-le dans l'administration du site : dans WordPress, sous Réglages > Facteur.
            """;

    private final Accounts accounts;
    private final Pairings pairings;
    private final Supplier<Endpoints> endpoints;

    PairingsResource(Accounts accounts, Pairings pairings, Supplier<Endpoints> endpoints) {
        this.accounts = accounts;
        this.pairings = pairings;
        this.endpoints = endpoints;
    }

    /// @param permissions beside those that a plugin needs; null for none
    /// @param hours how long it is good; null for one
    record Wanted(@Nullable List<String> permissions, @Nullable Integer hours) {}

    /// @param link what the website's owner pastes; it holds the token, and is shown this once
    record Invitation(String site, String link, Instant expiresAt) {
        /// Never prints the token.
        @Override
        public String toString() {
            return "an invitation of " + site;
        }
    }

    /// @param url the website's
    /// @param software its name and version
    record Taken(@Nullable String token, @Nullable String url, @Nullable String software) {
        /// Never prints the token.
        @Override
        public String toString() {
            return software + " at " + url;
        }
    }

    /// @param key the API key, shown this once
    /// @param domains that the site may send as
    record Paired(String site, String key, List<String> domains, List<String> permissions) {
        /// Never prints the key.
        @Override
        public String toString() {
            return "a key of " + site;
        }
    }

    /// @param product what answers here
    record Presence(String product) {}

    void install(Operations operations) {
        operations.add(
                Operation.post("/v1/sites/{name}/pairings", Role.OPERATOR, "Invite a website")
                        .takes(Wanted.class)
                        .answers(201, Invitation.class),
                this::invite);
        operations.add(
                Operation.get("/v1/pairings", Right.NONE, "Whether a gateway is on this machine")
                        .answers(200, Presence.class)
                        .refuses(403),
                PairingsResource::tell);
        operations.add(
                Operation.post("/v1/pairings", Right.NONE, "Take an invitation up")
                        .takes(Taken.class)
                        .answers(201, Paired.class)
                        .refuses(404, 503),
                this::accept);
        operations.add(
                Operation.get("/connect", Right.NONE, "Where to paste the link of an invitation")
                        .answers(200, "text/plain"),
                PairingsResource::explain);
    }

    private void invite(Context context) throws Exception {
        var site = accounts.named(context.pathParam("name"));
        var wanted = Asked.body(context, Wanted.class);
        var permissions = wanted.permissions() == null ? List.<String>of() : wanted.permissions();
        var invitation = pairings.invite(site, permissions, validity(wanted.hours()));
        var link = endpoints.get().http() + "/connect#" + invitation.token().reveal();
        context.status(201).json(new Invitation(site.name(), link, invitation.expiresAt()));
    }

    private static Duration validity(@Nullable Integer hours) {
        return hours == null ? Pairings.USUAL_VALIDITY : Duration.ofHours(hours);
    }

    /// A plugin looks for a gateway on its own machine; strangers need not know of one.
    private static void tell(Context context) throws HttpRefusal {
        if (!Probes.isThisMachine(context.ip())) {
            throw new HttpRefusal(
                    403, "Not permitted", "This is told to programs on the same machine only.");
        }
        context.json(new Presence("facteur"));
    }

    private void accept(Context context) throws Exception {
        var taken = Asked.body(context, Taken.class);
        var token = new Secret(Asked.required(taken.token(), "token"));
        var software = new Pairings.Software(orNothing(taken.url()), orNothing(taken.software()));
        var issued = pairings.accept(token, software);
        var credential = issued.credential();
        var site = accounts.site(credential.siteId()).orElseThrow(() -> gone(credential.name()));
        context.status(201)
                .header("Cache-Control", "no-store")
                .json(
                        new Paired(
                                site.name(),
                                issued.secret().reveal(),
                                accounts.domainsOf(site).stream().sorted().toList(),
                                credential.permissions().stream()
                                        .map(Permission::word)
                                        .sorted()
                                        .toList()));
    }

    /// The site was removed in this very moment.
    private static Objection gone(String credential) {
        return new Objection(
                Objection.Kind.UNKNOWN,
                "credential-unknown",
                credential,
                "there is no credential named " + credential);
    }

    private static String orNothing(@Nullable String text) {
        return text == null ? "" : text;
    }

    /// For somebody who opens the link in a browser.
    private static void explain(Context context) {
        context.contentType("text/plain; charset=utf-8")
                .header("Cache-Control", "no-store")
                .header("Referrer-Policy", "no-referrer")
                .result(FOR_PEOPLE);
    }
}
