package dev.facteur.route;

import dev.facteur.platform.secret.Secret;

/// Where transports get the access tokens of routes that prove themselves with one. Blocks while
/// one is fetched. Safe for use by many threads.
public interface AccessTokens {
    /// One that is good for now.
    Secret of(Route route, Route.Way way) throws NoToken;

    /// Another one than `refused`, which the provider did not take though its time was not over.
    Secret insteadOf(Secret refused, Route route, Route.Way way) throws NoToken;

    /// For a world in which every route has a password or a key.
    static AccessTokens none() {
        return new AccessTokens() {
            @Override
            public Secret of(Route route, Route.Way way) throws NoToken {
                throw NoToken.lasting(Saying.TOKEN_NO_GRANT.with(route.name()));
            }

            @Override
            public Secret insteadOf(Secret refused, Route route, Route.Way way) throws NoToken {
                return of(route, way);
            }
        };
    }
}
