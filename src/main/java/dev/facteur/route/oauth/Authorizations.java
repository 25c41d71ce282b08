package dev.facteur.route.oauth;

import dev.facteur.account.Objection;
import dev.facteur.account.Objection.Kind;
import dev.facteur.platform.Clock;
import dev.facteur.platform.StorageException;
import dev.facteur.platform.secret.Secret;
import dev.facteur.route.NoToken;
import dev.facteur.route.Route;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Asks people for grants, by a browser or by a code that is typed in elsewhere. What was begun
/// belongs to one route, lasts some minutes, and is ended once. Safe for use by many threads.
public final class Authorizations {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final int MOST = 100;
    private static final int USUAL_INTERVAL = 5;

    /// RFC 8628 §3.5.
    private static final int SLOWER = 5;

    private final Grants grants;
    private final TokenCalls calls;
    private final SecureRandom random;
    private final Clock clock;
    private final Map<String, Begun> begun = new ConcurrentHashMap<>();

    Authorizations(Grants grants, TokenCalls calls, SecureRandom random, Clock clock) {
        this.grants = grants;
        this.calls = calls;
        this.random = random;
        this.clock = clock;
    }

    /// @param client the one that was asked for; a route that has another one now must begin anew
    private record Begun(
            long route, Route.Client client, Secret secret, String redirect, Instant until) {}

    /// For a person with a browser.
    ///
    /// @param state what the answer brings back
    /// @param url where the browser has to go
    /// @param redirect where it returns to
    public record Invitation(String state, String url, String redirect, Instant until) {}

    /// For a person with another device.
    ///
    /// @param state names it when it is [polled][#poll]
    /// @param userCode what to type in at `url`
    /// @param interval seconds to wait between two polls
    public record DeviceInvitation(
            String state, String userCode, String url, int interval, Instant until) {}

    /// What the browser brought back.
    ///
    /// @param issuer null when the server did not name itself
    public record Reply(String state, String code, @Nullable String issuer) {}

    /// @param standing null while the person has not decided
    /// @param interval seconds to wait before the next poll, beyond what was said before
    public record Poll(@Nullable Standing standing, int interval) {}

    /// Begins.
    ///
    /// @param port of the person's own machine, to which the browser returns
    public Invitation begin(Route route, int port) throws Objection {
        var server = server(route);
        if (server.client().alone()) throw needsNobody(route);
        var pkce = Pkce.fresh(random);
        var redirect = server.redirect(port);
        var until = clock.now().plus(PATIENCE);
        var state =
                remember(new Begun(route.id(), server.client(), pkce.verifier(), redirect, until));
        var url = server.invitation(state, pkce, redirect).toString();
        return new Invitation(state, url, redirect, until);
    }

    /// Ends what [#begin] began.
    ///
    /// @throws Objection when the answer belongs to nothing that was begun for this route, or the
    ///   provider does not take it
    public Standing finish(Route route, Reply reply) throws Objection, StorageException {
        var server = server(route);
        var known = take(route, reply.state());
        var issuer = reply.issuer();
        if (issuer != null && !server.isIssuer(issuer)) {
            throw conflict(
                    "authorization-issuer", issuer, "is not the server that was asked; begin anew");
        }
        var pkce = new Pkce(known.secret());
        return accept(server, server.byCode(reply.code(), pkce, known.redirect()));
    }

    /// Asks for a code that a person types in on another device.
    public DeviceInvitation device(Route route) throws Objection {
        var server = server(route);
        if (server.client().alone()) throw needsNobody(route);
        if (!server.hasDevices()) {
            throw conflict(
                    "authorization-no-device",
                    Words.provider(route),
                    "lets no device that has no browser send mail; use --paste instead");
        }
        try {
            var answer = server.device();
            var until = clock.now().plusSeconds(answer.path("expires_in").asLong(0));
            var secret = new Secret(answer.path("device_code").asString(""));
            var url = answer.path("verification_uri").asString("");
            var state = remember(new Begun(route.id(), server.client(), secret, "", until));
            return new DeviceInvitation(
                    state,
                    answer.path("user_code").asString(""),
                    url,
                    Math.clamp(answer.path("interval").asInt(USUAL_INTERVAL), 1, 60),
                    until);
        } catch (IOException e) {
            throw conflict(
                    "authorization-refused",
                    Words.provider(route),
                    "gives no code: " + e.getMessage(),
                    String.valueOf(e.getMessage()));
        }
    }

    /// Looks whether the person has decided.
    public Poll poll(Route route, String state) throws Objection, StorageException {
        var server = server(route);
        var known = take(route, state);
        var answer = server.byDevice(known.secret());
        if (answer instanceof TokenAnswer.Refused refused && refused.undecided()) {
            begun.put(state, known);
            return new Poll(null, refused.error().equals("slow_down") ? SLOWER : 0);
        }
        if (answer instanceof TokenAnswer.Failed) {
            // RFC 8628 §3.5: a connection that broke is no decision.
            begun.put(state, known);
            return new Poll(null, SLOWER);
        }
        return new Poll(accept(server, answer), 0);
    }

    /// For a client that acts in its own right.
    public Standing alone(Route route) throws Objection, StorageException {
        var server = server(route);
        if (!server.client().alone()) {
            throw conflict("authorization-person", route.name(), "needs a person who agrees");
        }
        try {
            return grants.alone(server);
        } catch (NoToken no) {
            throw new Objection(
                    Kind.CONFLICT,
                    "authorization-refused",
                    Words.provider(route),
                    no.sentence(),
                    no.sentence());
        }
    }

    private LoginServer server(Route route) throws Objection {
        var server = LoginServer.of(route, calls);
        if (server.isPresent() && !server.get().ways().isEmpty()) return server.get();
        throw conflict(
                "authorization-none",
                route.name(),
                "needs no authorisation: it logs in with a password or key");
    }

    private String remember(Begun one) throws Objection {
        var now = clock.now();
        begun.values().removeIf(each -> each.until.isBefore(now));
        if (begun.size() >= MOST) {
            throw conflict("authorization-many", "authorize", "was begun too often; wait a little");
        }
        var state = Pkce.text(random);
        begun.put(state, one);
        return state;
    }

    /// RFC 9700 §2.1: a state is good once, and for what it was made for only.
    private Begun take(Route route, String state) throws Objection {
        var known = begun.remove(state);
        if (known == null
                || known.route != route.id()
                || !known.client.equals(route.client())
                || known.until.isBefore(clock.now())) {
            throw conflict(
                    "authorization-state",
                    route.name(),
                    "has not asked for this answer, or too long ago; begin anew");
        }
        return known;
    }

    private Standing accept(LoginServer server, TokenAnswer answer)
            throws Objection, StorageException {
        var route = server.route();
        var title = Words.provider(route);
        return switch (answer) {
            case TokenAnswer.Given given -> {
                check(server, given, title);
                yield grants.accept(server, server.ways().getFirst(), given);
            }
            case TokenAnswer.Refused refused ->
                    throw conflict(
                            "authorization-refused",
                            title,
                            "did not agree: " + refused.quoted(),
                            refused.quoted());
            case TokenAnswer.Failed(var sentence) ->
                    throw conflict(
                            "authorization-refused", title, "gave no token: " + sentence, sentence);
        };
    }

    /// A person can agree to a part of what was asked for; a grant without a refresh token ends
    /// within the hour.
    private static void check(LoginServer server, TokenAnswer.Given given, String title)
            throws Objection {
        var wanted = server.scope(server.ways().getFirst());
        if (!given.scope().isEmpty() && !holds(given.scope(), wanted)) {
            throw conflict(
                    "authorization-scope",
                    title,
                    "was told that Facteur may do something, but not send mail ("
                            + wanted
                            + "); begin anew and tick that",
                    wanted);
        }
        if (given.refresh() == null) {
            throw conflict(
                    "authorization-short",
                    title,
                    "gave a token for an hour and none to renew it with; remove Facteur from the"
                            + " account's connected apps and begin anew");
        }
    }

    /// Servers shorten the names of their own scopes.
    private static boolean holds(String granted, String wanted) {
        var shortened = wanted.substring(wanted.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        return List.of(granted.split(" ", -1)).stream()
                .anyMatch(each ->
                        each.equalsIgnoreCase(wanted)
                                || (!shortened.isEmpty()
                                        && each.toLowerCase(Locale.ROOT).endsWith(shortened)));
    }

    private static Objection needsNobody(Route route) {
        return conflict(
                "authorization-alone",
                route.name(),
                "acts in its own right, so nobody has to be asked");
    }

    private static Objection conflict(String code, String subject, String fault, Object... values) {
        return new Objection(Kind.CONFLICT, code, subject, subject + " " + fault, values);
    }
}
