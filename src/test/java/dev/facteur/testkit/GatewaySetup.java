package dev.facteur.testkit;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Sets a running gateway up as its operator would, by the API that the command line uses too.
public final class GatewaySetup {
    private static final JsonMapper JSON = JsonMapper.shared();

    private GatewaySetup() {}

    /// A site with one sender domain, one credential of each kind, and the provider as its way out.
    public static GatewaySite site(
            GatewayProcess gateway, String name, String domain, PostfixProvider provider) {
        route(gateway, provider);
        post(gateway, "/v1/sites", Map.of("name", name));
        var added =
                post(gateway, "/v1/domains", Map.of("name", domain, "site", name, "vouch", true));
        var login = post(gateway, "/v1/credentials", Map.of("site", name, "kind", "smtp"));
        var key = post(gateway, "/v1/credentials", Map.of("site", name, "kind", "api"));
        return new GatewaySite(
                name,
                domain,
                login.path("credential").path("name").asString(),
                login.path("secret").asString(),
                key.path("secret").asString(),
                records(added));
    }

    /// The site's first door: STARTTLS.
    public static Door door(GatewayProcess gateway, GatewaySite site) {
        return door(gateway, site, gateway.startTlsPort(), false);
    }

    /// Another of its doors.
    public static Door door(GatewayProcess gateway, GatewaySite site, int port, boolean implicit) {
        var ca = gateway.authority().caFile();
        return new Door(port, implicit, ca, site.user(), site.password());
    }

    /// Hands a mail over by HTTP with curl; returns the answer's body.
    public static String postByCurl(GatewayProcess gateway, GatewaySite site, Letter letter) {
        var envelope = "?from=" + letter.sender() + "&to=" + letter.recipient();
        return Program.of(
                        "curl",
                        "-sS",
                        "--fail-with-body",
                        "-H",
                        "Authorization: Bearer " + site.apiKey(),
                        "-H",
                        "Content-Type: message/rfc822",
                        "--data-binary",
                        "@-",
                        gateway.http("/v1/messages" + envelope))
                .input(letter.bytes())
                .succeed()
                .out();
    }

    /// The ids of the mails that the gateway knows, newest first.
    public static List<String> mailIds(GatewayProcess gateway) {
        var ids = new ArrayList<String>();
        for (var mail : call(gateway, request(gateway, "/v1/mails")).path("mails")) {
            ids.add(mail.path("id").asString());
        }
        return ids;
    }

    /// The kinds of the events of a mail, oldest first.
    public static List<String> eventKinds(GatewayProcess gateway, String id) {
        var kinds = new ArrayList<String>();
        for (var event : call(gateway, request(gateway, "/v1/mails/" + id)).path("events")) {
            kinds.add(event.path("kind").asString());
        }
        return kinds;
    }

    private static void route(GatewayProcess gateway, PostfixProvider provider) {
        var ladder =
                "%d/starttls, %d/implicit, %d/starttls"
                        .formatted(
                                provider.startTlsPort(),
                                provider.implicitPort(),
                                provider.secondStartTlsPort());
        post(
                gateway,
                "/v1/routes",
                Map.of(
                        "name",
                        "provider",
                        "host",
                        PostfixProvider.HOST,
                        "ladder",
                        ladder,
                        "user",
                        provider.user(),
                        "password",
                        provider.password(),
                        "ca",
                        provider.caFile().toString(),
                        "is_default",
                        true));
    }

    private static Map<String, String> records(JsonNode domain) {
        var records = new HashMap<String, String>();
        for (var key : domain.path("keys")) {
            records.put(key.path("record_name").asString(), key.path("record_value").asString());
        }
        return records;
    }

    private static JsonNode post(GatewayProcess gateway, String path, Map<String, ?> body) {
        var request =
                request(gateway, path)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)));
        return call(gateway, request);
    }

    private static HttpRequest.Builder request(GatewayProcess gateway, String path) {
        try {
            var admin = JSON.readTree(Files.readAllBytes(gateway.data().resolve("admin.json")));
            return HttpRequest.newBuilder(gateway.http(path))
                    .timeout(Duration.ofSeconds(20))
                    .header("Authorization", "Bearer " + admin.path("token").asString());
        } catch (IOException e) {
            throw new AssertionError(gateway.errorTail(), e);
        }
    }

    private static JsonNode call(GatewayProcess gateway, HttpRequest.Builder builder) {
        var request = builder.build();
        try (var http = HttpClient.newHttpClient()) {
            var answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() / 100 == 2) return JSON.readTree(answer.body());
            throw new AssertionError(
                    request.method()
                            + " "
                            + request.uri()
                            + ": "
                            + answer.statusCode()
                            + " "
                            + Arrived.text(answer.body()));
        } catch (IOException e) {
            throw new AssertionError(gateway.errorTail(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
