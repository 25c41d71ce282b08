package dev.facteur.route.oauth;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.facteur.platform.Clock;
import dev.facteur.platform.http.HttpCalls;
import dev.facteur.platform.http.Json;
import dev.facteur.platform.secret.Secret;
import dev.facteur.platform.tls.ClientTls;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// Calls to authorisation servers. TLS is verified, no redirection is followed. Blocks; safe for
/// use by many threads.
final class TokenCalls {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /// Where a server does not say (RFC 6749 §5.1 asks it to), and the most that is believed.
    private static final long USUAL_LIFE = 3600;

    private static final long LONGEST_LIFE = 86_400;
    private static final long SHORTEST_LIFE = 30;
    private static final int MOST_WORDS = 300;

    /// What a server may repeat in its words and nobody may see.
    private static final Set<String> HIDDEN =
            Set.of("client_secret", "code", "code_verifier", "refresh_token", "device_code");

    private final Clock clock;

    TokenCalls(Clock clock) {
        this.clock = clock;
    }

    /// Asks for a token with a form (RFC 6749 §3.2).
    TokenAnswer token(URI address, Map<String, String> form) {
        try {
            var answer = post(address, form);
            var json = parsed(answer.body());
            if (answer.ok() && json.path("access_token").isString()) return given(json);
            var error = json.path("error").asString("");
            boolean later = answer.status() >= 500 || answer.status() == 429;
            if (error.isEmpty() || later || error.equals("temporarily_unavailable")) {
                return new TokenAnswer.Failed(
                        address.getHost() + " answered HTTP " + answer.status() + ".");
            }
            var words = json.path("error_description").asString("");
            return new TokenAnswer.Refused(shown(error, form), shown(words, form));
        } catch (IOException e) {
            return new TokenAnswer.Failed(address.getHost() + " cannot be asked: " + said(e) + ".");
        }
    }

    /// What a form is answered, as it is.
    ///
    /// @throws IOException when there is no answer, or one that is not of success
    JsonNode ask(URI address, Map<String, String> form) throws IOException {
        var answer = post(address, form);
        if (answer.ok()) return parsed(answer.body());
        var json = parsed(answer.body());
        var error = json.path("error").asString("");
        var words = error + " " + json.path("error_description").asString("");
        throw new IOException("HTTP " + answer.status() + " " + shown(words, form));
    }

    private HttpCalls.Answer post(URI address, Map<String, String> form) throws IOException {
        var headers =
                Map.of(
                        "Content-Type",
                        "application/x-www-form-urlencoded",
                        "Accept",
                        "application/json");
        // A connection of its own: one kept for an hour is dead, and a code cannot be said twice.
        try (var http = new HttpCalls(new ClientTls(clock).forRoute(null), PATIENCE)) {
            return http.call("POST", address, headers, encoded(form).getBytes(UTF_8));
        }
    }

    /// RFC 6749 appendix B.
    static String encoded(Map<String, String> form) {
        return form.entrySet().stream()
                .map(each -> encoded(each.getKey()) + "=" + encoded(each.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }

    private static TokenAnswer.Given given(JsonNode json) {
        long life = json.path("expires_in").asLong(USUAL_LIFE);
        var refresh = json.path("refresh_token").asString("");
        // Not of the standard: Google's, for a client that is still being tested.
        long ends = json.path("refresh_token_expires_in").asLong(0);
        return new TokenAnswer.Given(
                new Secret(json.path("access_token").asString()),
                Duration.ofSeconds(Math.clamp(life, SHORTEST_LIFE, LONGEST_LIFE)),
                refresh.isEmpty() ? null : new Secret(refresh),
                ends > 0 ? Duration.ofSeconds(ends) : null,
                json.path("scope").asString(""),
                account(json.path("id_token").asString("")));
    }

    /// Who it is, by the ID token. It came straight from the server inside TLS, so its signature
    /// need not be looked at (OpenID Connect Core §3.1.3.7, rule 6).
    private static String account(String idToken) {
        var parts = idToken.split("\\.", -1);
        if (parts.length != 3) return "";
        try {
            // RFC 7519 §3.
            var claims = parsed(new String(Base64.getUrlDecoder().decode(parts[1]), UTF_8));
            var email = claims.path("email").asString("");
            return line(email.isEmpty() ? claims.path("preferred_username").asString("") : email);
        } catch (IllegalArgumentException unreadable) {
            return "";
        }
    }

    private static JsonNode parsed(String body) {
        try {
            return Json.MAPPER.readTree(body);
        } catch (JacksonException none) {
            return MissingNode.getInstance();
        }
    }

    private static String shown(String words, Map<String, String> form) {
        var open = words;
        for (var name : HIDDEN) {
            var secret = form.getOrDefault(name, "");
            if (!secret.isEmpty()) open = open.replace(secret, "***");
        }
        return line(open);
    }

    private static String line(String text) {
        var line = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        return line.length() > MOST_WORDS ? line.substring(0, MOST_WORDS) + "…" : line;
    }

    private static String said(IOException e) {
        var message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }
}
