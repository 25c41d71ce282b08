package dev.facteur.route.oauth;

import dev.facteur.platform.secret.Secret;
import dev.facteur.route.Authorization;
import dev.facteur.route.Providers;
import dev.facteur.route.Route;
import dev.facteur.route.Route.Way;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// The authorisation server of one route, and what is said to it. Knows no time and keeps nothing.
record LoginServer(Route route, Route.Client client, Authorization documented, TokenCalls calls) {

    private static final String TENANT = "{tenant}";

    /// That of a route; empty for one that needs no tokens.
    static Optional<LoginServer> of(Route route, TokenCalls calls) {
        var client = route.client();
        if (client == null) return Optional.empty();
        return Providers.find(route.provider())
                .flatMap(known -> Optional.ofNullable(known.authorization()))
                .map(documented -> new LoginServer(route, client, documented, calls));
    }

    /// The ways of the route that need a token, the one that mail tries first before the other.
    List<Way> ways() {
        var ways = new ArrayList<Way>();
        if (route.asksToken(route.first())) ways.add(route.first());
        for (var way : Way.values()) {
            if (way != route.first() && route.asksToken(way)) ways.add(way);
        }
        return ways;
    }

    /// The ways that a token for this one is good for.
    List<Way> served(Way way) {
        return documented.oneToken() ? ways() : List.of(way);
    }

    /// The scope that lets a mail go this way.
    String scope(Way way) {
        var alone = documented.alone();
        if (client.alone() && alone != null) return alone.getOrDefault(way, "");
        // The scope for SMTP covers the API where one token serves both.
        var widest = documented.oneToken() && route.asksToken(Way.SMTP) ? Way.SMTP : way;
        return documented.scopes().getOrDefault(widest, "");
    }

    /// Where a person's browser is sent (RFC 6749 §4.1.1), bound to a secret that only we know (RFC
    /// 7636 §4.3): who steals the code cannot use it.
    ///
    /// @param state what the answer must bring back
    /// @param redirect where the browser returns to
    URI invitation(String state, Pkce pkce, String redirect) {
        var query = new LinkedHashMap<String, String>();
        query.put("response_type", "code");
        query.put("client_id", client.id());
        query.put("redirect_uri", redirect);
        query.put("scope", invitedScopes());
        query.put("state", state);
        query.put("code_challenge", pkce.challenge());
        query.put("code_challenge_method", "S256");
        var relay = route.relay();
        if (relay != null && relay.login() != null) query.put("login_hint", relay.login().user());
        query.putAll(documented.parameters());
        var address = Authorization.address(documented.authorize(), client);
        return URI.create(address + "?" + TokenCalls.encoded(query));
    }

    /// All at once, so that a person is asked once.
    private String invitedScopes() {
        var scopes = new ArrayList<String>();
        for (var way : ways()) {
            var scope = scope(way);
            if (!scopes.contains(scope)) scopes.add(scope);
        }
        scopes.add(documented.common());
        return String.join(" ", scopes);
    }

    /// Of one resource: a token is never for several.
    private String asked(Way way) {
        return scope(way) + " " + documented.common();
    }

    /// Where the browser returns to.
    String redirect(int port) {
        return documented.redirect() + ":" + port;
    }

    /// RFC 9207 §2.4: who answers must be whom we asked. Providers that do not name themselves are
    /// told apart by the state, which belongs to one route.
    boolean isIssuer(String issuer) {
        var other = client.server();
        if (other != null) return issuer.equals(other.toString());
        var expected = documented.issuer();
        if (expected == null) return false;
        int tenant = expected.indexOf(TENANT);
        if (tenant < 0) return issuer.equals(expected);
        // Whose accounts log in is known by a name here and by a number there.
        return issuer.startsWith(expected.substring(0, tenant))
                && issuer.endsWith(expected.substring(tenant + TENANT.length()));
    }

    /// RFC 6749 §4.1.3, RFC 7636 §4.5.
    TokenAnswer byCode(String code, Pkce pkce, String redirect) {
        var form = form("authorization_code");
        form.put("code", code);
        form.put("redirect_uri", redirect);
        form.put("code_verifier", pkce.verifier().reveal());
        form.put("scope", asked(ways().getFirst()));
        return token(form);
    }

    /// RFC 6749 §6.
    TokenAnswer byRefreshToken(Secret refresh, Way way) {
        var form = form("refresh_token");
        form.put("refresh_token", refresh.reveal());
        if (!documented.oneToken()) form.put("scope", asked(way));
        return token(form);
    }

    /// RFC 6749 §4.4.
    TokenAnswer alone(Way way) {
        var form = form("client_credentials");
        form.put("scope", scope(way));
        return token(form);
    }

    boolean hasDevices() {
        return documented.device() != null;
    }

    /// Asks for a code that a person types in elsewhere (RFC 8628 §3.1).
    JsonNode device() throws IOException {
        var form = new LinkedHashMap<String, String>();
        form.put("client_id", client.id());
        form.put("scope", asked(ways().getFirst()));
        var address = String.valueOf(documented.device());
        return calls.ask(Authorization.address(address, client), form);
    }

    /// RFC 8628 §3.4.
    TokenAnswer byDevice(Secret deviceCode) {
        var form = form("urn:ietf:params:oauth:grant-type:device_code");
        form.put("device_code", deviceCode.reveal());
        return token(form);
    }

    private Map<String, String> form(String grantType) {
        var form = new LinkedHashMap<String, String>();
        form.put("grant_type", grantType);
        form.put("client_id", client.id());
        var secret = client.secret();
        if (secret != null) form.put("client_secret", secret.reveal());
        return form;
    }

    private TokenAnswer token(Map<String, String> form) {
        return calls.token(Authorization.address(documented.token(), client), form);
    }
}
