package dev.facteur.feedback.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.facteur.account.Objection;
import dev.facteur.account.Objection.Kind;
import dev.facteur.platform.StorageException;
import dev.facteur.platform.db.Database;
import dev.facteur.platform.http.Json;
import dev.facteur.platform.secret.RandomText;
import dev.facteur.platform.secret.SealBroken;
import dev.facteur.platform.secret.Sealer;
import dev.facteur.platform.secret.Secret;
import dev.facteur.route.Route;
import dev.facteur.route.RouteState;
import dev.facteur.route.Routes;
import java.security.MessageDigest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The webhooks of routes: under which secret address a route's provider calls, and by what it
/// proves itself. Safe for use by many threads.
public final class RouteWebhooks {
    private final Database database;
    private final Sealer sealer;
    private final Routes routes;
    private final RandomText random;
    private final Hooks hooks;

    RouteWebhooks(Database database, Sealer sealer, Routes routes, RandomText random, Hooks hooks) {
        this.database = database;
        this.sealer = sealer;
        this.routes = routes;
        this.random = random;
        this.hooks = hooks;
    }

    /// A route's webhook, for the operator.
    ///
    /// @param path with the secret that proves a call
    /// @param key what proves it beside: `none`, `signing` or `topic`
    /// @param keySet whether the operator has entered that
    public record Settings(String provider, Secret path, String key, boolean keySet) {}

    /// As it is kept.
    ///
    /// @param previous the secret that still counts until the next is renewed; null for none
    /// @param key null while none was entered
    record Kept(String secret, @Nullable String previous, @Nullable String key) {}

    /// A webhook that a call named by route and secret.
    record Named(Route route, Hook hook, String key) {}

    /// The webhook of a route; makes it where there is none.
    ///
    /// @param key what the operator has entered, null to leave it
    /// @param renew whether its address changes; the one before counts until it changes again
    public Settings set(String name, @Nullable String key, boolean renew)
            throws Objection, StorageException {
        var route = route(name);
        var hook = hook(route);
        if (key != null) check(hook, key);
        var before = kept(route.id()).orElse(null);
        var secret = before == null || renew ? random.token() : before.secret();
        var previous = before == null ? null : renew ? before.secret() : before.previous();
        var known = before == null ? null : before.key();
        var after = new Kept(secret, previous, key == null ? known : key.strip());
        if (!after.equals(before)) store(route.id(), after);
        return settings(route, hook, after);
    }

    public void remove(String name) throws Objection, StorageException {
        long id = route(name).id();
        database.committer()
                .commit(transaction ->
                        transaction.update("DELETE FROM route_webhook WHERE route_id = ?", id));
    }

    private static void check(Hook hook, String key) throws Objection {
        switch (hook.key()) {
            case NONE ->
                    throw invalid(
                            "webhook-key-none",
                            "this provider signs nothing, so there is no key to enter");
            case SIGNING -> {
                if (key.isBlank())
                    throw invalid("webhook-key-blank", "the provider's signing key is not blank");
            }
            case TOPIC -> {
                if (!Sns.isTopic(key.strip()))
                    throw invalid(
                            "webhook-key-topic",
                            "a topic is an ARN such as arn:aws:sns:eu-west-1:123456789012:mail");
            }
        }
    }

    private static Objection invalid(String code, String sentence) {
        return new Objection(Kind.INVALID, code, "key", sentence);
    }

    private Route route(String name) throws Objection {
        return routes.named(name).route();
    }

    private Hook hook(Route route) throws Objection {
        var sentence = "the provider of route " + route.name() + " has no webhook that we can read";
        return hooks.of(route.provider())
                .orElseThrow(() ->
                        new Objection(Kind.CONFLICT, "route-webhook-none", route.name(), sentence));
    }

    private static Settings settings(Route route, Hook hook, Kept kept) {
        var path = "/v1/webhooks/in/" + route.name() + "/" + kept.secret();
        boolean set = kept.key() != null && hook.key() != Hook.Key.NONE;
        var key = hook.key().name().toLowerCase(java.util.Locale.ROOT);
        return new Settings(route.provider(), new Secret(path), key, set);
    }

    /// Empty when there is no such webhook, or another secret opens it.
    Optional<Named> named(String name, String secret) {
        var route =
                routes.all().stream()
                        .map(RouteState::route)
                        .filter(one -> one.name().equals(name))
                        .findFirst();
        var kept = route.flatMap(one -> kept(one.id()));
        if (route.isEmpty() || kept.isEmpty()) return Optional.empty();
        boolean current = same(kept.get().secret(), secret);
        boolean former = same(kept.get().previous(), secret);
        boolean opens = current || former;
        var hook = hooks.of(route.get().provider());
        if (!opens || hook.isEmpty()) return Optional.empty();
        var key = kept.get().key();
        return Optional.of(new Named(route.get(), hook.get(), key == null ? "" : key));
    }

    private static boolean same(@Nullable String expected, String given) {
        if (expected == null) return false;
        return MessageDigest.isEqual(expected.getBytes(UTF_8), given.getBytes(UTF_8));
    }

    private Optional<Kept> kept(long routeId) {
        var sealed =
                database.reads()
                        .withHandle(handle ->
                                handle.createQuery(
                                                "SELECT sealed FROM route_webhook"
                                                        + " WHERE route_id = :id")
                                        .bind("id", routeId)
                                        .mapTo(byte[].class)
                                        .findOne());
        return sealed.map(this::open);
    }

    private Kept open(byte[] sealed) {
        try {
            return Json.MAPPER.readValue(sealer.open(sealed), Kept.class);
        } catch (SealBroken e) {
            throw new IllegalStateException("a webhook was sealed under another key", e);
        }
    }

    private void store(long routeId, Kept kept) throws StorageException {
        var sealed = sealer.seal(Json.write(kept).getBytes(UTF_8));
        database.committer()
                .commit(transaction ->
                        transaction.update(
                                """
                                INSERT INTO route_webhook (route_id, sealed) VALUES (?, ?)
                                ON CONFLICT DO UPDATE SET sealed = excluded.sealed\
                                """,
                                routeId,
                                sealed));
    }
}
