package dev.facteur.api;

import dev.facteur.account.Accounts;
import dev.facteur.platform.http.BearerToken;
import dev.facteur.platform.http.HttpRefusal;
import dev.facteur.platform.secret.Secret;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/// Tells who makes a request.
final class Access {
    private final Accounts accounts;
    private final Secret operatorToken;

    Access(Accounts accounts, Secret operatorToken) {
        this.accounts = accounts;
        this.operatorToken = operatorToken;
    }

    Caller caller(Context context) throws HttpRefusal {
        var token = BearerToken.of(context);
        if (token.isEmpty()) {
            throw BearerToken.missing(
                    context, "Send the token or API key as \"Authorization: Bearer …\".");
        }
        if (isOperator(token.get())) return new Caller.Operator();
        var login = accounts.apiKey(token.get());
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

    private boolean isOperator(Secret token) {
        return MessageDigest.isEqual(bytes(token), bytes(operatorToken));
    }

    private static byte[] bytes(Secret secret) {
        return secret.reveal().getBytes(StandardCharsets.UTF_8);
    }
}
