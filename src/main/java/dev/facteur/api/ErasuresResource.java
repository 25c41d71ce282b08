package dev.facteur.api;

import dev.facteur.account.Objection;
import dev.facteur.account.Objection.Kind;
import dev.facteur.account.Permission;
import dev.facteur.mail.Address;
import dev.facteur.mail.MalformedAddress;
import dev.facteur.platform.http.Operation;
import dev.facteur.retention.Erasure;
import io.javalin.http.Context;
import org.jspecify.annotations.Nullable;

/// `/v1/erasures`: what is known of a person, and its erasing. The operator asks for all sites or
/// one; a site's key with that permission for its own mail.
final class ErasuresResource {
    private final SiteChoice sites;
    private final Erasure erasure;

    ErasuresResource(SiteChoice sites, Erasure erasure) {
        this.sites = sites;
        this.erasure = erasure;
    }

    /// The address is in the body, because addresses of requests are written to logs.
    ///
    /// @param site null: all that the caller has to do with
    /// @param dry true: only tell what there is
    record Wanted(
            @Nullable String address,
            @Nullable String site,
            boolean dry,
            boolean cancelQueued,
            boolean forgetSuppressions) {}

    /// @param erased false for a dry run
    /// @param inLog true while the database's log still holds what was erased
    record Answer(boolean erased, boolean inLog, Erasure.Known found) {}

    void install(Operations operations) {
        operations.add(
                Operation.post("/v1/erasures", Permission.ERASE, "Erase what is known of a person")
                        .takes(Wanted.class)
                        .answers(200, Answer.class)
                        .refuses(404, 409),
                this::erase);
    }

    private void erase(Context context) throws Exception {
        var wanted = Asked.body(context, Wanted.class);
        var address = address(Asked.required(wanted.address(), "address"));
        var chosen = sites.ifNamed(context, wanted.site());
        var site = chosen == null ? null : Long.valueOf(chosen.id());
        if (wanted.dry()) {
            context.json(new Answer(false, false, erasure.look(address, site)));
            return;
        }
        var wish =
                new Erasure.Wish(address, site, wanted.cancelQueued(), wanted.forgetSuppressions());
        var erased = erasure.erase(wish);
        context.json(new Answer(true, erased.inLog(), erased.found()));
    }

    private static Address address(String text) throws Objection {
        try {
            return Address.parse(text);
        } catch (MalformedAddress malformed) {
            throw new Objection(
                    Kind.INVALID,
                    "suppression-address",
                    text,
                    "\"" + text + "\" is no mail address");
        }
    }
}
