package dev.facteur.api;

import dev.facteur.platform.http.BearerToken;
import dev.facteur.platform.http.HttpRefusal;
import dev.facteur.submit.http.SiteKeys;
import io.javalin.http.Context;

/// Tells who makes a request.
final class Access {
    private final SiteKeys keys;

    Access(SiteKeys keys) {
        this.keys = keys;
    }

    Caller caller(Context context) throws HttpRefusal {
        var token = BearerToken.of(context);
        if (token.isEmpty()) {
            throw BearerToken.missing(
                    context, "Send the token or API key as \"Authorization: Bearer …\".");
        }
        if (keys.isOperator(token.get())) return new Caller.Operator();
        var login = keys.login(context, token.get());
        if (login.isPresent()) return new Caller.SiteKey(login.get());
        throw BearerToken.missing(
                context,
                "The token is not valid: the credential was removed, or it was copied wrong.");
    }

    void requireOperator(Context context) throws HttpRefusal {
        switch (caller(context)) {
            case Caller.Operator() -> {}
            case Caller.SiteKey _ ->
                    throw new HttpRefusal(
                            403,
                            "Not permitted",
                            "This is for the operator; a site's API key sends mail and sees its"
                                    + " own.");
        }
    }
}
