package dev.facteur.api;

import dev.facteur.account.Accounts;
import dev.facteur.account.Objection;
import dev.facteur.account.Site;
import io.javalin.http.Context;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which site a request is about: a key's own; for a person the one that they name, or the only one
/// that they see. A site that the caller does not see does not exist for it.
final class SiteChoice {
    private final Accounts accounts;

    SiteChoice(Accounts accounts) {
        this.accounts = accounts;
    }

    /// By `?site=`.
    Site of(Context context) throws Objection {
        return of(context, context.queryParam("site"));
    }

    /// @param name null where the request names none
    Site of(Context context, @Nullable String name) throws Objection {
        var seen = seen(Caller.of(context));
        if (name == null && seen.size() == 1) return seen.getFirst();
        var wanted = Asked.required(name, "site");
        return seen.stream()
                .filter(site -> site.name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> unknown(wanted));
    }

    /// Null for all there are, where the caller sees them all and names none.
    @Nullable Site ifNamed(Context context, @Nullable String name) throws Objection {
        return name == null && Caller.of(context).seesAll() ? null : of(context, name);
    }

    private List<Site> seen(Caller caller) {
        return accounts.sites().stream().filter(site -> caller.sees(site.id())).toList();
    }

    private static Objection unknown(String name) {
        return new Objection(
                Objection.Kind.UNKNOWN,
                "site-unknown",
                name,
                "there is no site named " + name + "; `facteur site list` shows those there are");
    }
}
