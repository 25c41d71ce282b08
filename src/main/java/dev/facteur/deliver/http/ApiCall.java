package dev.facteur.deliver.http;

import dev.facteur.mail.Recipient;
import dev.facteur.platform.http.HttpBody;
import dev.facteur.platform.http.Json;
import dev.facteur.platform.secret.Secret;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// One call to a provider's API.
///
/// @param path below the route's base address, with its `/`
/// @param headers what nobody has to hide
/// @param credential the one that must be hidden
/// @param recipients whom it is for
/// @param repeatable whether the provider takes it once however often it is made, so that it may be
///   made again when its answer was lost
public record ApiCall(
        String method,
        String path,
        Map<String, String> headers,
        Credential credential,
        HttpBody body,
        List<Recipient> recipients,
        boolean repeatable) {
    public ApiCall {
        headers = Map.copyOf(headers);
        recipients = List.copyOf(recipients);
    }

    /// A question, which changes nothing.
    public static ApiCall question(String path, Credential credential) {
        return new ApiCall(
                "GET",
                path,
                Map.of("Accept", "application/json"),
                credential,
                HttpBody.of(new byte[0]),
                List.of(),
                true);
    }

    /// Takes away what is at that path, once however often it is asked.
    public static ApiCall removal(String path, Credential credential) {
        return new ApiCall(
                "DELETE",
                path,
                Map.of("Accept", "application/json"),
                credential,
                HttpBody.of(new byte[0]),
                List.of(),
                true);
    }

    /// Says something in JSON that is the same however often it is said.
    public static ApiCall telling(String path, JsonNode body, Credential credential) {
        return new ApiCall(
                "POST",
                path,
                Map.of("Content-Type", "application/json", "Accept", "application/json"),
                credential,
                HttpBody.of(Json.MAPPER.writeValueAsBytes(body)),
                List.of(),
                true);
    }

    /// A part of a path or query that somebody else wrote.
    public static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /// A header that the account proves itself with.
    public record Credential(String header, Secret value) {
        /// RFC 6750 §2.1.
        public static Credential bearer(Secret key) {
            return new Credential("Authorization", new Secret("Bearer " + key.reveal()));
        }

        /// RFC 7617 §2.
        public static Credential basic(String user, Secret password) {
            var encoded = Encoded.base64(user + ":" + password.reveal());
            return new Credential("Authorization", new Secret("Basic " + encoded));
        }
    }
}
