package dev.facteur.testkit;

import dev.facteur.mail.Statement;
import dev.facteur.platform.secret.Secret;
import dev.facteur.route.AccessTokens;
import dev.facteur.route.NoToken;
import dev.facteur.route.Route;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// Access tokens that a test hands out one after the other; then there are no more.
public final class Tokens implements AccessTokens {
    private final Deque<String> left;

    public Tokens(String... tokens) {
        this.left = new ArrayDeque<>(List.of(tokens));
    }

    @Override
    public synchronized Secret of(Route route, Route.Way way) throws NoToken {
        if (left.isEmpty())
            throw NoToken.lasting(Statement.quoting("there is no token; authorise the route."));
        return new Secret(left.getFirst());
    }

    @Override
    public synchronized Secret insteadOf(Secret refused, Route route, Route.Way way)
            throws NoToken {
        if (refused.reveal().equals(left.peekFirst())) left.removeFirst();
        return of(route, way);
    }
}
