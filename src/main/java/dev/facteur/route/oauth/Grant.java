package dev.facteur.route.oauth;

import dev.facteur.platform.secret.Secret;
import dev.facteur.route.Route;
import dev.facteur.route.Route.Way;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What a provider granted a route.
///
/// @param client whom it was granted, and `tenant` where; a grant of another client is none
/// @param account who granted it, as the provider names him; `""` when it did not say
/// @param refresh what new access tokens are had for; null for a client in its own right
/// @param given when somebody last agreed to it
/// @param renewed when the provider last gave an access token
/// @param ends when the provider said it ends; null when it did not say
record Grant(
        String client,
        String tenant,
        String account,
        @Nullable Secret refresh,
        Map<Way, Access> access,
        Instant given,
        Instant renewed,
        @Nullable Instant ends) {
    private static final JsonMapper JSON = JsonMapper.shared();

    Grant {
        access = Map.copyOf(access);
    }

    /// An access token, and its time.
    record Access(Secret token, Instant from, Instant until) {
        /// When to have another one ready: at four fifths of its life.
        Instant due() {
            long life = until.toEpochMilli() - from.toEpochMilli();
            return from.plusMillis(life / 5 * 4);
        }
    }

    boolean isOf(Route.Client other) {
        return client.equals(other.id()) && tenant.equals(other.tenant());
    }

    /// The same with what the provider gave now; what it did not give again stays.
    Grant with(Map<Way, Access> more, TokenAnswer.Given given, Instant now) {
        var all = new EnumMap<Way, Access>(Way.class);
        all.putAll(access);
        all.putAll(more);
        var life = given.refreshLife();
        return new Grant(
                client,
                tenant,
                given.account().isEmpty() ? account : given.account(),
                given.refresh() == null ? refresh : given.refresh(),
                all,
                this.given,
                now,
                life == null ? ends : now.plus(life));
    }

    /// The form that is sealed.
    String text() {
        var node = JSON.createObjectNode();
        node.put("client", client).put("tenant", tenant).put("account", account);
        node.put("given", given.toEpochMilli()).put("renewed", renewed.toEpochMilli());
        if (refresh != null) node.put("refresh", refresh.reveal());
        if (ends != null) node.put("ends", ends.toEpochMilli());
        var tokens = node.putObject("access");
        access.forEach((way, each) -> write(tokens.putObject(way.word()), each));
        return node.toString();
    }

    private static void write(ObjectNode node, Access access) {
        node.put("token", access.token.reveal());
        node.put("from", access.from.toEpochMilli()).put("until", access.until.toEpochMilli());
    }

    /// Reads [#text] back.
    static Grant of(String text) {
        var node = JSON.readTree(text);
        var access = new EnumMap<Way, Access>(Way.class);
        for (var way : Way.values()) {
            var each = node.path("access").path(way.word());
            if (each.isObject()) {
                var token = new Secret(each.path("token").asString());
                access.put(way, new Access(token, moment(each, "from"), moment(each, "until")));
            }
        }
        return new Grant(
                node.path("client").asString(),
                node.path("tenant").asString(),
                node.path("account").asString(),
                node.has("refresh") ? new Secret(node.path("refresh").asString()) : null,
                access,
                moment(node, "given"),
                moment(node, "renewed"),
                node.has("ends") ? moment(node, "ends") : null);
    }

    private static Instant moment(JsonNode node, String member) {
        return Instant.ofEpochMilli(node.path(member).asLong());
    }
}
