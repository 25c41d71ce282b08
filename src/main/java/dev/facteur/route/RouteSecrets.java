package dev.facteur.route;

import dev.facteur.platform.secret.Secret;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/// What a route must know and nobody may see.
///
/// @param password of the SMTP login
/// @param key of the provider's API
/// @param client of the client that asks for access tokens
public record RouteSecrets(
        @Nullable Secret password, @Nullable Secret key, @Nullable Secret client) {
    public static final RouteSecrets NONE = new RouteSecrets(null, null, null);

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<Map<String, String>> MEMBERS = new TypeReference<>() {};

    /// Only a password.
    public static RouteSecrets password(@Nullable Secret password) {
        return new RouteSecrets(password, null, null);
    }

    boolean isEmpty() {
        return password == null && key == null && client == null;
    }

    /// These, and from `before` what is not among them.
    RouteSecrets over(RouteSecrets before) {
        return new RouteSecrets(
                password == null ? before.password : password,
                key == null ? before.key : key,
                client == null ? before.client : client);
    }

    /// The form that is sealed.
    String text() {
        var members = new HashMap<String, String>();
        if (password != null) members.put("password", password.reveal());
        if (key != null) members.put("key", key.reveal());
        if (client != null) members.put("client", client.reveal());
        return JSON.writeValueAsString(members);
    }

    /// Reads [#text] back.
    static RouteSecrets of(String text) {
        var members = JSON.readValue(text, MEMBERS);
        return new RouteSecrets(
                secret(members.get("password")),
                secret(members.get("key")),
                secret(members.get("client")));
    }

    private static @Nullable Secret secret(@Nullable String text) {
        return text == null ? null : new Secret(text);
    }
}
