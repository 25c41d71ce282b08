package dev.facteur.deliver.http;

import dev.facteur.platform.secret.Secret;
import dev.facteur.route.Route;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/// An account at a provider's API, with what it proves itself with now.
///
/// @param region where the account is, `""` where its provider has none
/// @param user the public part of the credential, `""` where it has none
/// @param key a lasting key, or an access token
public record ApiAccount(URI base, String region, String user, Secret key) {
    /// That of a route which has one.
    ///
    /// @param token the access token that was fetched; null where the account has a key
    static ApiAccount of(Route route, @Nullable Secret token) {
        var api = route.api();
        if (api == null) throw new IllegalStateException(route.name() + " has no API");
        var account = route.account();
        return new ApiAccount(
                api.base(),
                account == null ? "" : account.region(),
                api.user(),
                switch (api.proof()) {
                    case Route.Proof.Kept(var key) -> key;
                    case Route.Proof.Token _ -> fetched(route, token);
                });
    }

    private static Secret fetched(Route route, @Nullable Secret token) {
        if (token == null) throw new IllegalStateException(route.name() + " has no token yet");
        return token;
    }
}
