package dev.facteur;

import dev.facteur.platform.http.HttpCalls;
import dev.facteur.platform.http.Json;
import dev.facteur.platform.secret.Secret;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Sets up what a mail needs (route, site, domain, credentials) by the REST API, as an operator
/// would, and asks it what became of a mail.
final class TryAccounts implements AutoCloseable {
    static final String SITE = "shop";
    static final String DOMAIN = "shop.example";
    private static final String SMTP_CREDENTIAL = "shop-smtp";
    private static final String API_CREDENTIAL = "shop-api";
    private static final String ROUTE = "sandbox";
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;

    private final HttpCalls calls = new HttpCalls(null, Duration.ofSeconds(30));
    private final String url;
    private final Secret token;

    /// What a client needs to send.
    ///
    /// @param ca PEM file with the certificate to trust
    record Ready(
            String http, List<Door> doors, String user, Secret password, Secret apiKey, Path ca) {
        Ready {
            doors = List.copyOf(doors);
        }

        int port(String tls) {
            for (var door : doors) {
                if (door.tls().equals(tls)) return door.port();
            }
            throw new IllegalStateException("no door speaks " + tls);
        }
    }

    /// @param tls `starttls` or `implicit`
    record Door(int port, String tls) {}

    /// Where a recipient stands.
    record Standing(String state, String lastReply) {}

    private TryAccounts(String url, Secret token) {
        this.url = url;
        this.token = token;
    }

    /// Finds the running gateway as the command line does, by `admin.json` in its data folder.
    static TryAccounts of(Path data) throws IOException {
        var admin = Json.MAPPER.readTree(Files.readString(data.resolve("admin.json")));
        return new TryAccounts(
                admin.get("url").asString(), new Secret(admin.get("token").asString()));
    }

    /// Makes everything anew; what an earlier run left in a kept data folder is replaced.
    Ready setUp(TryRoute route, Path ca) throws IOException {
        addRoute(route);
        post("/v1/sites", Map.of("name", SITE, "local", true), CONFLICT);
        post("/v1/domains", Map.of("name", DOMAIN, "site", SITE, "vouch", true), CONFLICT);
        var smtp = credential(SMTP_CREDENTIAL, "smtp");
        var api = credential(API_CREDENTIAL, "api");
        var doors = new ArrayList<Door>();
        for (var door : smtp.get("endpoints").get("submission")) {
            doors.add(new Door(door.get("port").asInt(), door.get("tls").asString()));
        }
        return new Ready(url, doors, SMTP_CREDENTIAL, secret(smtp), secret(api), ca);
    }

    /// Null while the mail is not known yet.
    @Nullable Standing standing(String mail) throws IOException {
        var answer = call("GET", "/v1/mails/" + mail, null);
        if (answer.status() == NOT_FOUND) return null;
        var recipient = read(answer).get("recipients").get(0);
        return new Standing(
                recipient.get("state").asString(), recipient.get("last_reply").asString());
    }

    @Override
    public void close() {
        calls.close();
    }

    private void addRoute(TryRoute route) throws IOException {
        var wanted =
                Map.<String, Object>of(
                        "name",
                        ROUTE,
                        "host",
                        "localhost",
                        "ladder",
                        route.ladder(),
                        "user",
                        route.user(),
                        "password",
                        route.password().reveal(),
                        "ca",
                        route.ca().toString(),
                        "is_default",
                        true);
        if (post("/v1/routes", wanted, CONFLICT).ok()) return;
        send("PATCH", "/v1/routes/" + ROUTE, wanted, 0);
    }

    private JsonNode credential(String name, String kind) throws IOException {
        delete("/v1/credentials/" + name);
        return read(post("/v1/credentials", Map.of("site", SITE, "name", name, "kind", kind), 0));
    }

    private static Secret secret(JsonNode issued) {
        return new Secret(issued.get("secret").asString());
    }

    private void delete(String path) throws IOException {
        refuseUnless(call("DELETE", path, null), NOT_FOUND);
    }

    /// @param tolerated a status that is fine as well
    private HttpCalls.Answer post(String path, Map<String, ?> body, int tolerated)
            throws IOException {
        return send("POST", path, body, tolerated);
    }

    private HttpCalls.Answer send(String method, String path, Map<String, ?> body, int tolerated)
            throws IOException {
        var bytes = Json.write(body).getBytes(StandardCharsets.UTF_8);
        return refuseUnless(call(method, path, bytes), tolerated);
    }

    private HttpCalls.Answer call(String method, String path, byte @Nullable [] body)
            throws IOException {
        var headers =
                Map.of(
                        "Authorization",
                        "Bearer " + token.reveal(),
                        "Content-Type",
                        "application/json",
                        // A trial's folder is its own.
                        "If-Match",
                        "*");
        return calls.call(method, URI.create(url + path), headers, body);
    }

    private static HttpCalls.Answer refuseUnless(HttpCalls.Answer answer, int tolerated)
            throws IOException {
        if (answer.ok() || answer.status() == tolerated) return answer;
        throw new IOException(
                "the gateway's API answered " + answer.status() + ": " + answer.body());
    }

    private static JsonNode read(HttpCalls.Answer answer) throws IOException {
        return Json.MAPPER.readTree(refuseUnless(answer, 0).body());
    }
}
