package dev.facteur.sandbox;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.facteur.platform.http.Json;
import io.javalin.http.Context;
import java.net.URI;
import java.net.URLEncoder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// An authorisation server to practise with (RFC 6749, RFC 7636, RFC 8628): agrees to everything at
/// once, except for the person `denied@…`, and is as strict as the real ones about what it is
/// asked. `POST /practice/revoke`, `/practice/expire` and `/practice/testing` bring about what goes
/// wrong with those.
final class PracticeAuthorization {
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");
    private static final String DENIED = "denied";
    private static final String SOMEBODY = "practice@example.com";

    /// What a client must not send.
    private static final String WRONG_SECRET = "wrong";

    private final PracticeTokens tokens;
    private final boolean microsoft;
    private final Map<String, Asked> codes = new ConcurrentHashMap<>();
    private final Map<String, Device> devices = new ConcurrentHashMap<>();

    /// @param microsoft whether refresh tokens change at each use, and tokens are for one resource
    PracticeAuthorization(PracticeTokens tokens, boolean microsoft) {
        this.tokens = tokens;
        this.microsoft = microsoft;
    }

    private record Asked(
            String client, String user, String scope, String redirect, String challenge) {}

    private record Device(String client, String scope, String userCode, boolean agreed) {}

    private static final class Refusal extends Exception {
        private final String error;

        Refusal(String error, String words) {
            super(words, null, false, false);
            this.error = error;
        }
    }

    /// Answers a GET that is meant for it; false for any other.
    boolean get(Context context) {
        var path = context.path();
        if (path.endsWith("/auth") || path.endsWith("/authorize")) authorize(context);
        else if (path.equals("/device")) agree(context);
        else return false;
        return true;
    }

    /// Answers a POST that is meant for it; false for any other.
    boolean post(Context context) {
        var path = context.path();
        if (path.startsWith("/practice/")) bringAbout(context, path.substring(10));
        else if (path.endsWith("/token")) token(context);
        else if (path.endsWith("/devicecode")) device(context);
        else if (path.equals("/introspect")) introspect(context);
        else return false;
        return true;
    }

    private void bringAbout(Context context, String what) {
        switch (what) {
            case "revoke" -> tokens.revoke();
            case "expire" -> tokens.expire();
            case "testing" -> tokens.test();
            default -> {
                context.status(404);
                return;
            }
        }
        context.status(204);
    }

    /// RFC 6749 §4.1.2.1: with a wrong client or address nobody is redirected.
    private void authorize(Context context) {
        var redirect = query(context, "redirect_uri");
        var client = query(context, "client_id");
        if (client.isEmpty() || !isLoopback(redirect)) {
            context.status(400).result("redirect_uri_mismatch");
            return;
        }
        var answer = new LinkedHashMap<String, String>();
        var user = query(context, "login_hint");
        if (!query(context, "response_type").equals("code")
                || !query(context, "code_challenge_method").equals("S256")) {
            answer.put("error", "invalid_request");
        } else if (user.startsWith(DENIED + "@")) {
            answer.put("error", "access_denied");
        } else {
            var code = tokens.fresh("practice-code-");
            var challenge = query(context, "code_challenge");
            codes.put(code, new Asked(client, user, query(context, "scope"), redirect, challenge));
            answer.put("code", code);
        }
        answer.put("state", query(context, "state"));
        answer.put("iss", base(context));
        context.redirect(redirect + "?" + encoded(answer));
    }

    private static boolean isLoopback(String redirect) {
        try {
            return LOOPBACK.contains(String.valueOf(URI.create(redirect).getHost()));
        } catch (IllegalArgumentException none) {
            return false;
        }
    }

    private static String base(Context context) {
        return context.scheme() + "://" + context.host();
    }

    private static String query(Context context, String name) {
        var value = context.queryParam(name);
        return value == null ? "" : value;
    }

    private static String form(Context context, String name) {
        var value = context.formParam(name);
        return value == null ? "" : value;
    }

    private static String encoded(Map<String, String> parameters) {
        var text = new StringBuilder();
        parameters.forEach((name, value) -> {
            if (!text.isEmpty()) text.append('&');
            text.append(name).append('=').append(URLEncoder.encode(value, UTF_8));
        });
        return text.toString();
    }

    private void token(Context context) {
        try {
            if (form(context, "client_secret").equals(WRONG_SECRET)) {
                throw new Refusal("invalid_client", "The provided client secret is invalid.");
            }
            answer(
                    context,
                    switch (form(context, "grant_type")) {
                        case "authorization_code" -> byCode(context);
                        case "refresh_token" -> byRefreshToken(context);
                        case "client_credentials" -> alone(context);
                        case "urn:ietf:params:oauth:grant-type:device_code" -> byDevice(context);
                        default -> throw new Refusal("unsupported_grant_type", "");
                    });
        } catch (Refusal refusal) {
            var body = Json.MAPPER.createObjectNode().put("error", refusal.error);
            body.put("error_description", refusal.getMessage());
            context.status(refusal.error.equals("invalid_client") ? 401 : 400);
            context.contentType("application/json").result(body.toString());
        }
    }

    /// @param refresh null for none
    /// @param user `""` for nobody
    private record Given(String scope, @Nullable String refresh, String user) {}

    private void answer(Context context, Given given) {
        var body = Json.MAPPER.createObjectNode();
        body.put("access_token", tokens.access(given.user, given.scope))
                .put("token_type", "Bearer");
        body.put("expires_in", PracticeTokens.LIFE.toSeconds()).put("scope", given.scope);
        if (given.refresh != null) {
            body.put("refresh_token", given.refresh);
            var grant = tokens.granted(given.refresh, form(context, "client_id"));
            if (grant != null && grant.ends() != null) {
                body.put("refresh_token_expires_in", PracticeTokens.TEST_LIFE.toSeconds());
            }
        }
        if (!given.user.isEmpty()) body.put("id_token", idToken(given.user));
        context.contentType("application/json").result(body.toString());
    }

    private static String idToken(String user) {
        var claims = Json.MAPPER.createObjectNode().put("email", user).toString();
        var base64 = Base64.getUrlEncoder().withoutPadding();
        return base64.encodeToString("{\"alg\":\"none\"}".getBytes(UTF_8))
                + "."
                + base64.encodeToString(claims.getBytes(UTF_8))
                + ".practice";
    }

    private Given byCode(Context context) throws Refusal {
        var asked = codes.remove(form(context, "code"));
        if (asked == null || !asked.client.equals(form(context, "client_id"))) {
            throw new Refusal("invalid_grant", "Code was already redeemed.");
        }
        if (!asked.redirect.equals(form(context, "redirect_uri"))) {
            throw new Refusal("invalid_grant", "redirect_uri does not match.");
        }
        if (!asked.challenge.equals(challenge(form(context, "code_verifier")))) {
            throw new Refusal("invalid_grant", "Invalid code verifier.");
        }
        var user = asked.user.isEmpty() ? SOMEBODY : asked.user;
        var scope = microsoft ? ofOneResource(form(context, "scope")) : asked.scope;
        return new Given(scope, tokens.grant(asked.client, user, asked.scope), user);
    }

    /// RFC 7636 §4.6.
    private static String challenge(String verifier) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            byte[] hash = digest.digest(verifier.getBytes(US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String ofOneResource(String scope) throws Refusal {
        if (scope.contains("outlook.") && scope.contains("graph.")) {
            throw new Refusal(
                    "invalid_request",
                    "AADSTS28000: Provided value for the input parameter scope is not valid"
                            + " because it contains more than one resource.");
        }
        return scope;
    }

    private Given byRefreshToken(Context context) throws Refusal {
        var refresh = form(context, "refresh_token");
        var grant = tokens.granted(refresh, form(context, "client_id"));
        if (grant == null) {
            throw new Refusal("invalid_grant", "Token has been expired or revoked.");
        }
        if (!microsoft) return new Given(grant.scope(), null, grant.user());
        var next = tokens.keep(grant);
        tokens.forget(refresh);
        return new Given(ofOneResource(form(context, "scope")), next, grant.user());
    }

    private Given alone(Context context) throws Refusal {
        if (!microsoft || !form(context, "scope").endsWith("/.default")) {
            throw new Refusal("unauthorized_client", "");
        }
        if (form(context, "client_secret").isEmpty()) {
            throw new Refusal("invalid_client", "AADSTS7000216: client_secret is required.");
        }
        return new Given(form(context, "scope"), null, "");
    }

    /// RFC 7662: for a mail server that asks whose a token is.
    private void introspect(Context context) {
        var user = tokens.userOf(form(context, "token"));
        var body = Json.MAPPER.createObjectNode().put("active", user != null);
        if (user != null) body.put("email", user);
        context.contentType("application/json").result(body.toString());
    }

    private void device(Context context) {
        var code = tokens.fresh("practice-device-");
        var userCode = tokens.fresh("").substring(0, 8);
        var client = form(context, "client_id");
        devices.put(code, new Device(client, form(context, "scope"), userCode, false));
        var body = Json.MAPPER.createObjectNode();
        body.put("device_code", code).put("user_code", userCode);
        body.put("verification_uri", base(context) + "/device");
        body.put("expires_in", 900).put("interval", 1);
        context.contentType("application/json").result(body.toString());
    }

    private void agree(Context context) {
        var userCode = query(context, "user_code");
        devices.replaceAll((_, each) ->
                each.userCode.equals(userCode)
                        ? new Device(each.client, each.scope, userCode, true)
                        : each);
        context.result("Practice: /device?user_code=CODE agrees.\n");
    }

    private Given byDevice(Context context) throws Refusal {
        var code = form(context, "device_code");
        var device = devices.get(code);
        if (device == null) throw new Refusal("expired_token", "");
        if (!device.agreed) throw new Refusal("authorization_pending", "");
        devices.remove(code);
        var refresh = tokens.grant(device.client, SOMEBODY, device.scope);
        return new Given(device.scope, refresh, SOMEBODY);
    }
}
