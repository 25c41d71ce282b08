package dev.facteur.bench;

import dev.facteur.platform.http.HttpCalls;
import dev.facteur.platform.http.Json;
import dev.facteur.platform.secret.Secret;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Sets a gateway up by its REST API, as the commands do.
final class Operator implements AutoCloseable {
    static final String SITE = "bench";
    private static final String CREDENTIAL = "bench-smtp";

    private final HttpCalls calls = new HttpCalls(null, Duration.ofSeconds(30));
    private final String url;
    private final Secret token;

    private Operator(String url, Secret token) {
        this.url = url;
        this.token = token;
    }

    /// Of the gateway that runs on this data folder.
    static Operator of(Path data) throws IOException {
        var admin = Json.MAPPER.readTree(Files.readString(data.resolve("admin.json")));
        return new Operator(admin.get("url").asString(), new Secret(admin.get("token").asString()));
    }

    void addSite(String name) throws IOException {
        post("/v1/sites", Map.of("name", name));
    }

    JsonNode get(String path) throws IOException {
        return read(call("GET", path, null));
    }

    /// The site and the domain that the load sends from.
    void addSite() throws IOException {
        addSite(SITE);
        post(
                "/v1/domains",
                Map.of(
                        "name",
                        Letter.DOMAIN,
                        "site",
                        SITE,
                        "algorithms",
                        List.of("rsa"),
                        "vouch",
                        true));
    }

    /// The way out.
    void addRoute(Door exit, int connections, Plan.Way way) throws IOException {
        var wanted = new HashMap<String, Object>();
        wanted.put("name", "sink");
        wanted.put("connections", connections);
        wanted.put("signs", way.dkim());
        wanted.put("is_default", true);
        if (way.api() == null) relay(wanted, exit);
        else api(wanted, exit, way.api());
        post("/v1/routes", wanted);
    }

    private static void api(Map<String, Object> wanted, Door exit, String provider) {
        wanted.put("provider", provider);
        wanted.put("api", "http://127.0.0.1:" + exit.port());
        wanted.put("api_user", Letter.DOMAIN);
        if (provider.equals("mailgun")) {
            wanted.put("user", "bench");
            wanted.put("password", "bench");
        }
        wanted.put("key", "bench");
        wanted.put("first", "api");
        for (var limit : List.of("per_second", "per_minute", "per_day")) wanted.put(limit, 0);
    }

    private static void relay(Map<String, Object> wanted, Door exit) {
        wanted.put("host", "127.0.0.1");
        var protection = exit.protection();
        wanted.put("ladder", exit.port() + (protection == null ? "/none" : "/starttls"));
        if (protection != null) {
            wanted.put("ca", protection.ca().toString());
            wanted.put("user", protection.login().user());
            wanted.put("password", protection.login().password().reveal());
        }
    }

    /// A login for the load, and the door it is for.
    ///
    /// @param ca PEM file with the gateway's certificate
    Door addCredential(Path ca) throws IOException {
        var issued = post("/v1/credentials", Map.of("site", SITE, "name", CREDENTIAL));
        var login = new Login(CREDENTIAL, new Secret(issued.get("secret").asString()));
        for (var door : issued.get("endpoints").get("submission")) {
            if (door.get("tls").asString().equals("starttls")) {
                return new Door(door.get("port").asInt(), new Door.Protection(ca, login));
            }
        }
        throw new IOException("the gateway has no door with STARTTLS");
    }

    @Override
    public void close() {
        calls.close();
    }

    private JsonNode post(String path, Map<String, ?> body) throws IOException {
        return read(call("POST", path, Json.write(body).getBytes(StandardCharsets.UTF_8)));
    }

    private static JsonNode read(HttpCalls.Answer answer) throws IOException {
        if (answer.ok()) return Json.MAPPER.readTree(answer.body());
        throw new IOException(
                "the gateway's API answered " + answer.status() + ": " + answer.body());
    }

    private HttpCalls.Answer call(String method, String path, byte @Nullable [] body)
            throws IOException {
        var headers =
                Map.of(
                        "Authorization",
                        "Bearer " + token.reveal(),
                        "Content-Type",
                        "application/json");
        return calls.call(method, URI.create(url + path), headers, body);
    }
}
