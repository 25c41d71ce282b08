package dev.facteur.api;

import dev.facteur.account.Permission;
import dev.facteur.platform.http.BearerToken;
import dev.facteur.platform.http.HttpRefusal;
import dev.facteur.platform.http.Problem;
import dev.facteur.platform.http.Right;
import dev.facteur.submit.http.SiteKeys;
import io.javalin.http.Context;

/// Tells who makes a request, and whether they may: the one place where that is decided.
final class Access {
    private final SiteKeys keys;

    Access(SiteKeys keys) {
        this.keys = keys;
    }

    /// Lets in who has the right; afterwards [Caller#of] tells who it is.
    ///
    /// @throws HttpRefusal 401 for nobody's token, 403 for one that does not open this
    void admit(Context context, Right right) throws HttpRefusal {
        var caller = caller(context);
        switch (caller) {
            case Caller.Person(var user) -> SiteKeys.require(user, right);
            case Caller.SiteKey(var login) -> {
                if (!(right instanceof Permission permission)) throw forKeys();
                SiteKeys.require(login, permission);
            }
        }
        caller.makes(context);
    }

    private Caller caller(Context context) throws HttpRefusal {
        var token = BearerToken.of(context);
        if (token.isEmpty()) {
            throw BearerToken.missing(
                    context, "Send the token or API key as \"Authorization: Bearer …\".");
        }
        var user = keys.user(context, token.get());
        if (user.isPresent()) return new Caller.Person(user.get());
        var login = keys.login(context, token.get());
        if (login.isPresent()) return new Caller.SiteKey(login.get());
        throw BearerToken.missing(
                context,
                "The token is not valid: it was removed or made anew, or it was copied wrong.");
    }

    private static HttpRefusal forKeys() {
        return new HttpRefusal(
                Problem.coded(
                        403,
                        "Not permitted",
                        "operators-only",
                        "This is for the operator; a site's API key sends mail and sees its"
                                + " own."));
    }
}
