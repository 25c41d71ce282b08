package dev.facteur.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.testkit.ApiClient.Answer;
import dev.facteur.testkit.ApiServer;
import dev.facteur.testkit.ScriptedServer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

final class ApiTest {
    private static final String MESSAGE =
            """
            From: shop@shop.example
            To: customer@example.net
            Subject: Your order
            Message-ID: <1@shop.example>
            Date: Tue, 24 Nov 2026 09:00:00 +0000

            Thank you.
            """;
    private static final String ENVELOPE = "?from=shop@shop.example&to=customer@example.net";

    @TempDir Path folder;
    private ApiServer server;

    @BeforeEach
    void start() throws Exception {
        server = ApiServer.start(folder);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void siteIsAddedShownAndRemoved() {
        assertThat(addSite("shop").status()).isEqualTo(201);
        assertThat(get("/v1/sites/shop").json().path("name").asString()).isEqualTo("shop");
        assertThat(get("/v1/sites").json().path("sites")).hasSize(1);
        assertThat(server.operator("DELETE", "/v1/sites/shop", null).status()).isEqualTo(204);
        assertThat(get("/v1/sites/shop").status()).isEqualTo(404);
    }

    @Test
    void objectionsAreProblemDetailsWithCodeAndSubject() {
        addSite("shop");
        var answer = addSite("shop");
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.json().path("code").asString()).isEqualTo("site-exists");
        assertThat(answer.json().path("subject").asString()).isEqualTo("shop");
        assertThat(answer.json().path("detail").asString()).contains("choose another name");
    }

    @Test
    void nothingIsToldWithoutTheOperatorsToken() {
        addSite("shop");
        var key = server.key("shop");
        for (var path : new String[] {"/v1/sites", "/v1/credentials", "/v1/routes", "/v1/queue"}) {
            assertThat(server.as("wrong", "GET", path, null).status()).isEqualTo(401);
            assertThat(server.as(key, "GET", path, null).status()).isEqualTo(403);
            assertThat(get(path).status()).isEqualTo(200);
        }
    }

    @Test
    void secretIsShownOnceWithTheEndpoints() {
        addSite("shop");
        var issued = server.operator("POST", "/v1/credentials", "{\"site\":\"shop\"}").json();
        var secret = issued.path("secret").asString();
        assertThat(secret).hasSizeGreaterThan(20);
        assertThat(issued.path("endpoints").path("submission").path(0).path("port").asInt())
                .isEqualTo(587);
        assertThat(get("/v1/credentials").text()).doesNotContain(secret).contains("smtp");
    }

    @Test
    void addedDomainTellsItsRecords() {
        addSite("shop");
        var domain = addDomain("shop").json();
        assertThat(domain.path("keys")).hasSize(2);
        assertThat(domain.path("keys").path(0).path("record_name").asString())
                .endsWith("._domainkey.shop.example");
        assertThat(domain.path("keys").path(0).path("record_value").asString())
                .startsWith("v=DKIM1; k=");
    }

    @Test
    void routePasswordNeverComesOut() {
        var added = addRoute();
        assertThat(added.status()).isEqualTo(201);
        assertThat(added.json().path("settings").path("relay").path("ladder").asString())
                .isEqualTo("587/starttls,465/implicit,2525/starttls");
        assertThat(added.json().path("is_default").asBoolean()).isTrue();
        assertThat(get("/v1/routes/main").text()).doesNotContain("sesame");
    }

    @Test
    void changedRouteKeepsWhatIsNotGiven() {
        addRoute();
        var changed =
                server.operator(
                        "PATCH", "/v1/routes/main", "{\"connections\":3,\"uncertain\":\"hold\"}");
        assertThat(changed.status()).isEqualTo(200);
        var settings = changed.json().path("settings");
        assertThat(settings.path("connections").asInt()).isEqualTo(3);
        assertThat(settings.path("uncertain").asString()).isEqualTo("hold");
        assertThat(settings.path("relay").path("user").asString()).isEqualTo("me");
        assertThat(server.operator("PATCH", "/v1/routes/other", "{}").status()).isEqualTo(404);
        assertThat(server.operator("PATCH", "/v1/routes/main", "{\"name\":\"x\"}").status())
                .isEqualTo(422);
    }

    @Test
    void routeIsTriedWithoutAMail() throws Exception {
        addRoute();
        try (var provider = ScriptedServer.start(s -> s.greet().takeMails())) {
            var port = "\"ladder\":\"" + provider.port() + "/none\"";
            var settings = "{\"host\":\"localhost\",\"user\":\"\"," + port + "}";
            server.operator("PATCH", "/v1/routes/main", settings);
            var found = server.operator("POST", "/v1/routes/main/check", "").json();
            assertThat(found.path("way").asString()).contains("localhost:" + provider.port());
            assertThat(found.path("trouble").isNull()).isTrue();
            assertThat(provider.heard("MAIL")).isEmpty();
        }
        var broken = server.operator("POST", "/v1/routes/main/check", "").json();
        assertThat(broken.path("way").isNull()).isTrue();
    }

    @Test
    void lastRouteIsNotRemovedWhileMailWaitsForIt() {
        addRoute();
        var id = server.message(sendingKey(), ENVELOPE, MESSAGE).json().path("id").asString();
        var refused = server.operator("DELETE", "/v1/routes/main", null);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().path("code").asString()).isEqualTo("route-has-mail");
        server.operator("POST", "/v1/mails/" + id + "/cancel", null);
        assertThat(server.operator("DELETE", "/v1/routes/main", null).status()).isEqualTo(204);
    }

    @Test
    void misspeltMemberIsRefused() {
        var answer = server.operator("POST", "/v1/sites", "{\"naem\":\"shop\"}");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("field").asString()).isEqualTo("naem");
    }

    @Test
    void acceptedMessageIsKeptListedAndTold() {
        var key = sendingKey();
        var answer = server.message(key, ENVELOPE, MESSAGE);
        assertThat(answer.status()).isEqualTo(202);
        var id = answer.json().path("id").asString();
        var listed = get("/v1/mails?recipient=@example.net&state=queued").json().path("mails");
        assertThat(listed).hasSize(1);
        assertThat(listed.path(0).path("id").asString()).isEqualTo(id);
        assertThat(listed.path(0).path("subject").asString()).isEqualTo("Your order");
        var story = get("/v1/mails/" + id).json();
        assertThat(story.path("events").path(0).path("kind").asString()).isEqualTo("accepted");
        assertThat(story.path("events").path(0).path("recipient").isNull()).isTrue();
        assertThat(story.path("recipients").path(0).path("state").asString()).isEqualTo("queued");
    }

    @Test
    void mailOfARemovedSiteKeepsItsName() {
        var id = server.message(sendingKey(), ENVELOPE, MESSAGE).json().path("id").asString();
        server.operator("DELETE", "/v1/sites/shop", null);
        var mail = get("/v1/mails/" + id).json().path("mail");
        assertThat(mail.path("site").asString()).isEqualTo("shop");
        assertThat(mail.path("site_removed").asBoolean()).isTrue();
    }

    @Test
    void filtersNarrow() {
        server.message(sendingKey(), ENVELOPE, MESSAGE);
        assertThat(get("/v1/mails?recipient=other@example.net").json().path("mails")).isEmpty();
        assertThat(get("/v1/mails?recipient=@ample.net").json().path("mails")).isEmpty();
        assertThat(get("/v1/mails?state=delivered").json().path("mails")).isEmpty();
        assertThat(get("/v1/mails?sender=SHOP@shop.example").json().path("mails")).hasSize(1);
        assertThat(get("/v1/mails?state=lost").status()).isEqualTo(422);
        assertThat(get("/v1/mails?limit=0").status()).isEqualTo(422);
    }

    @Test
    void idempotencyKeyGivesTheFirstMailBack() {
        var key = sendingKey();
        var first = server.message(key, ENVELOPE, MESSAGE, "Idempotency-Key", "order-1");
        var again = server.message(key, ENVELOPE, MESSAGE, "Idempotency-Key", "order-1");
        assertThat(again.status()).isEqualTo(202);
        assertThat(again.json().path("id")).isEqualTo(first.json().path("id"));
        assertThat(again.json().path("repeated").asBoolean()).isTrue();
        var other =
                server.message(key, ENVELOPE, MESSAGE + "More.\n", "Idempotency-Key", "order-1");
        assertThat(other.status()).isEqualTo(409);
    }

    @Test
    void refusalCarriesTheSmtpReply() {
        var key = sendingKey();
        var answer =
                server.message(key, "?from=boss@other.example&to=customer@example.net", MESSAGE);
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.json().path("smtp").path("code").asInt()).isBetween(500, 599);
        assertThat(answer.json().path("detail").asString())
                .contains("boss@other.example", "it may as shop.example; use one of them");
    }

    @Test
    void messageThatIsNoneIsRefused() {
        var key = sendingKey();
        assertThat(server.message(key, "?from=shop@shop.example", MESSAGE).status()).isEqualTo(422);
        assertThat(server.message(key, ENVELOPE, MESSAGE + "\0").status()).isEqualTo(422);
        assertThat(server.message(key, ENVELOPE, MESSAGE + "a\rb").status()).isEqualTo(422);
        assertThat(server.message("wrong", ENVELOPE, MESSAGE).status()).isEqualTo(401);
        assertThat(server.post(key, "/v1/messages" + ENVELOPE, "text/plain", MESSAGE).status())
                .isEqualTo(415);
        assertThat(get("/v1/mails").json().path("mails")).isEmpty();
    }

    @Test
    void lineLimitIsTheOneOfTheOtherDoors() {
        var key = sendingKey();
        var longest = "x".repeat(16_384);
        assertThat(server.message(key, ENVELOPE, MESSAGE + longest).status()).isEqualTo(202);
        var answer = server.message(key, ENVELOPE, MESSAGE + longest + "x");
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().path("smtp").path("code").asInt()).isEqualTo(550);
        assertThat(answer.json().path("smtp").path("status").asString()).isEqualTo("5.6.0");
    }

    @Test
    void mailWithTooManyRecipientsIsNotWorthTryingAgain() {
        var many = new StringBuilder("?from=shop@shop.example");
        for (int i = 0; i <= 100; i++) many.append("&to=a").append(i).append("@example.net");
        var answer = server.message(sendingKey(), many.toString(), MESSAGE);
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().path("smtp").path("status").asString()).isEqualTo("4.5.3");
        assertThat(answer.retryAfter()).isEmpty();
    }

    @Test
    void tooLargeMessageIsRefusedWhileItArrives() {
        var answer = server.message(sendingKey(), ENVELOPE, MESSAGE + "xxxxxxxxx\n".repeat(20_000));
        assertThat(answer.status()).isEqualTo(413);
    }

    @Test
    void siteKeySeesItsOwnMailsOnly() {
        var shop = sendingKey();
        addSite("blog");
        var blog = server.key("blog");
        var id = server.message(shop, ENVELOPE, MESSAGE).json().path("id").asString();
        assertThat(server.as(shop, "GET", "/v1/mails/" + id, null).status()).isEqualTo(200);
        assertThat(server.as(blog, "GET", "/v1/mails/" + id, null).status()).isEqualTo(404);
        assertThat(server.as(blog, "GET", "/v1/mails", null).json().path("mails")).isEmpty();
        assertThat(server.as(shop, "POST", "/v1/mails/" + id + "/cancel", null).status())
                .isEqualTo(403);
    }

    @Test
    void mailIsCancelledAndRetried() {
        var id = server.message(sendingKey(), ENVELOPE, MESSAGE).json().path("id").asString();
        var cancelled = server.operator("POST", "/v1/mails/" + id + "/cancel", null);
        assertThat(cancelled.json().path("recipients").asInt()).isEqualTo(1);
        assertThat(server.operator("POST", "/v1/mails/" + id + "/cancel", null).status())
                .isEqualTo(409);
        var waiting = server.operator("POST", "/v1/mails/" + id + "/retry", null);
        assertThat(waiting.status()).isEqualTo(409);
        assertThat(waiting.json().path("detail").asString()).endsWith(id + " --failed");
        var again = "{\"failed\":true}";
        assertThat(server.operator("POST", "/v1/mails/" + id + "/retry", again).status())
                .isEqualTo(200);
        assertThat(server.operator("POST", "/v1/mails/" + id + "/retry", again).status())
                .isEqualTo(409);
        assertThat(server.operator("POST", "/v1/mails/" + id + "/retry", null).status())
                .isEqualTo(200);
        assertThat(get("/v1/mails/" + id).json().path("mail").path("states").path("queued").asInt())
                .isEqualTo(1);
    }

    @Test
    void mailTellsWhichObstacleItWaitsFor() throws Exception {
        var id = server.message(sendingKey(), ENVELOPE, MESSAGE).json().path("id").asString();
        assertThat(obstacle(id).path("kind").asString()).isEqualTo("no-route");
        assertThat(get("/v1/queue").json().path("route_missing").asBoolean()).isTrue();
        addRoute();
        assertThat(obstacle(id).isNull()).isTrue();
        assertThat(nextDue().isNull()).isFalse();
        server.park("main", "535 wrong password");
        assertThat(obstacle(id).path("kind").asString()).isEqualTo("parked");
        assertThat(obstacle(id).path("route").asString()).isEqualTo("main");
        assertThat(obstacle(id).path("why").asString()).isEqualTo("535 wrong password");
        assertThat(nextDue().isNull()).isTrue();
        server.operator("POST", "/v1/mails/" + id + "/cancel", null);
        assertThat(obstacle(id).isNull()).isTrue();
    }

    @Test
    void queueIsShownByDestinationAndAge() {
        server.message(sendingKey(), ENVELOPE, MESSAGE);
        var queue = get("/v1/queue").json();
        assertThat(queue.path("destinations")).hasSize(1);
        var line = queue.path("destinations").path(0);
        assertThat(line.path("waiting").asInt()).isEqualTo(1);
        assertThat(line.path("ages").path(0).asInt()).isEqualTo(1);
        assertThat(line.path("ages")).hasSize(queue.path("ages").size() + 1);
    }

    @Test
    void probesNeedNoToken() {
        assertThat(server.as("", "GET", "/healthz", null).status()).isEqualTo(200);
        assertThat(server.as("", "GET", "/readyz", null).status()).isEqualTo(200);
        assertThat(server.as("", "GET", "/metrics", null).text()).contains("jvm_memory");
        server.obstacle("the disk is full");
        assertThat(server.as("", "GET", "/readyz", null).status()).isEqualTo(503);
    }

    private JsonNode obstacle(String id) {
        return get("/v1/mails/" + id).json().path("obstacle");
    }

    private JsonNode nextDue() {
        return get("/v1/queue").json().path("destinations").path(0).path("next_due");
    }

    private Answer get(String path) {
        return server.operator("GET", path, null);
    }

    private Answer addRoute() {
        return server.operator(
                "POST",
                "/v1/routes",
                "{\"name\":\"main\",\"host\":\"smtp.example.com\",\"user\":\"me\","
                        + "\"password\":\"sesame\"}");
    }

    private Answer addSite(String name) {
        return server.operator("POST", "/v1/sites", "{\"name\":\"" + name + "\"}");
    }

    private Answer addDomain(String site) {
        return server.operator(
                "POST",
                "/v1/domains",
                "{\"name\":\"shop.example\",\"site\":\"" + site + "\",\"vouch\":true}");
    }

    private String sendingKey() {
        addSite("shop");
        addDomain("shop");
        return server.key("shop");
    }
}
