package dev.facteur.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.testkit.ApiClient.Answer;
import dev.facteur.testkit.ApiServer;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How a website's software comes to its key, and what it sees of its own site.
final class ConnectingApiTest {
    private static final String NOBODY = "nobody";

    @TempDir Path folder;
    private ApiServer server;

    @BeforeEach
    void start() throws Exception {
        server = ApiServer.start(folder);
        for (var site : new String[] {"shop", "blog"}) server.addSite(site);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private String token(String site, String wanted) {
        var answer = server.operator("POST", "/v1/sites/" + site + "/pairings", wanted);
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        var link = answer.json().path("link").asString();
        assertThat(link).startsWith("http://127.0.0.1:8025/connect#facteur_pair_");
        return link.substring(link.indexOf('#') + 1);
    }

    private Answer take(String token, String url) {
        return server.as(
                NOBODY,
                "POST",
                "/v1/pairings",
                "{\"token\":\"%s\",\"url\":\"%s\",\"software\":\"wordpress 6.8\"}"
                        .formatted(token, url));
    }

    private String paired(String site, String wanted) {
        var answer = take(token(site, wanted), "https://" + site + ".example");
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return answer.json().path("key").asString();
    }

    @Test
    void anInvitationIsGoodOnceForAKeyOfItsSite() {
        var token = token("shop", "{}");
        var answer = take(token, "https://shop.example");
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        assertThat(answer.json().path("site").asString()).isEqualTo("shop");
        assertThat(answer.json().path("domains").toString()).isEqualTo("[\"shop.example\"]");
        var key = answer.json().path("key").asString();
        var own = server.as(key, "GET", "/v1/site", null).json();
        assertThat(own.path("name").asString()).isEqualTo("shop");
        assertThat(own.path("domains").path(0).path("verified").asBoolean()).isTrue();
        assertThat(own.path("permissions").toString())
                .isEqualTo("[\"manage\",\"read\",\"read-bodies\",\"send\"]");
        assertThat(take(token, "https://shop.example").status()).isEqualTo(404);
        assertThat(take("facteur_pair_guessed", "x").status()).isEqualTo(404);
    }

    @Test
    void ofManyWhoTakeAnInvitationOneGetsTheKey() throws Exception {
        var token = token("shop", "{}");
        Set<Integer> statuses = ConcurrentHashMap.newKeySet();
        var keys = ConcurrentHashMap.<String>newKeySet();
        var threads =
                IntStream.range(0, 8)
                        .mapToObj(i ->
                                Thread.ofVirtual()
                                        .start(() -> {
                                            var answer = take(token, "https://shop.example/" + i);
                                            statuses.add(answer.status());
                                            if (answer.status() == 201) keys.add(answer.text());
                                        }))
                        .toList();
        for (var thread : threads) thread.join();
        assertThat(statuses).containsExactlyInAnyOrder(201, 404);
        assertThat(keys).hasSize(1);
    }

    @Test
    void aSitePairedAgainLosesItsOldKey() {
        var first = paired("shop", "{}");
        var second = paired("shop", "{}");
        assertThat(server.as(first, "GET", "/v1/site", null).status()).isEqualTo(401);
        assertThat(server.as(second, "GET", "/v1/site", null).status()).isEqualTo(200);
        var site = server.operator("GET", "/v1/sites/shop", null).json();
        assertThat(site.path("credentials")).hasSize(1);
        assertThat(site.path("software").toString())
                .isEqualTo("[{\"url\":\"https://shop.example\",\"name\":\"wordpress 6.8\"}]");
    }

    @Test
    void onlyTheOperatorInvites() {
        var key = paired("shop", "{}");
        assertThat(server.as(key, "POST", "/v1/sites/shop/pairings", "{}").status()).isEqualTo(403);
        assertThat(server.as(NOBODY, "POST", "/v1/sites/shop/pairings", "{}").status())
                .isEqualTo(401);
        assertThat(server.operator("POST", "/v1/sites/shop/pairings", "{\"hours\":1000}").status())
                .isEqualTo(422);
        assertThat(server.operator("POST", "/v1/sites/shop/pairings", "{\"hours\":0}").status())
                .isEqualTo(422);
    }

    @Test
    void aGatewayIsFoundAndALinkExplainsItself() {
        assertThat(server.as(NOBODY, "GET", "/v1/pairings", null).json().path("product").asString())
                .isEqualTo("facteur");
        var page = server.as(NOBODY, "GET", "/connect", null);
        assertThat(page.text()).contains("Settings > Facteur", "Réglages > Facteur");
    }

    @Test
    void aMailIsSentOnceMoreAsANewOne() {
        var key = paired("shop", "{}");
        var first =
                server.message(
                        key,
                        "?from=shop@shop.example&to=bob@example.net&to=carol@example.net",
                        """
                        From: shop@shop.example
                        Message-ID: <first@shop.example>
                        Date: Mon, 1 Jan 2024 10:00:00 +0000
                        Facteur-Stream: broadcast
                        Subject: An order

                        Text
                        """);
        var id = first.json().path("id").asString();
        var path = "/v1/mails/" + id + "/resend";
        var answer = server.as(key, "POST", path, "{\"to\":\"Carol@example.net\"}");
        assertThat(answer.status()).as(answer.text()).isEqualTo(202);
        var copy = answer.json().path("id").asString();
        assertThat(copy).isNotEqualTo(id);
        var story = server.as(key, "GET", "/v1/mails/" + copy, null).json();
        assertThat(story.path("recipients")).hasSize(1);
        assertThat(story.path("mail").path("stream").asString()).isEqualTo("broadcast");
        assertThat(story.path("mail").path("subject").asString()).isEqualTo("An order");
        var raw = server.as(key, "GET", "/v1/mails/" + copy + "/raw", null).text();
        assertThat(raw).doesNotContain("first@shop.example", "2024", "Facteur-");
        assertThat(raw).contains("Message-ID: <", "Date: ").endsWith("\r\n\r\nText\r\n");
        // And once more: whoever asks twice means it.
        var again = server.as(key, "POST", path, null);
        assertThat(again.json().path("id").asString()).isNotEqualTo(copy);
        var all = "/v1/mails/" + again.json().path("id").asString();
        assertThat(server.as(key, "GET", all, null).json().path("recipients")).hasSize(2);
    }

    @Test
    void aMailIsSentOnceMoreToItsOwnRecipientsOnly() {
        var key = paired("shop", "{}");
        var foreign = paired("blog", "{}");
        var sent =
                server.message(
                        key,
                        "?from=shop@shop.example&to=bob@example.net",
                        "From: shop@shop.example\n\nText\n");
        var path = "/v1/mails/" + sent.json().path("id").asString() + "/resend";
        assertThat(server.as(key, "POST", path, "{\"to\":\"eve@example.net\"}").status())
                .isEqualTo(422);
        assertThat(server.as(foreign, "POST", path, "{}").status()).isEqualTo(404);
    }

    @Test
    void aSiteTestsItselfAndSeesItsOwnTestsOnly() {
        server.operator("POST", "/v1/routes", "{\"name\":\"out\",\"host\":\"127.0.0.1\"}");
        var key = paired("shop", "{}");
        var foreign = paired("blog", "{}");
        var sent = server.as(key, "POST", "/v1/tests", "{\"to\":\"bob@example.net\"}");
        assertThat(sent.status()).as(sent.text()).isEqualTo(202);
        assertThat(sent.json().path("from").asString()).isEqualTo("facteur-test@shop.example");
        var path = "/v1/tests/" + sent.json().path("id").asString();
        assertThat(server.as(key, "GET", path, null).status()).isEqualTo(200);
        assertThat(server.as(foreign, "GET", path, null).status()).isEqualTo(404);
        assertThat(server.as(foreign, "GET", path + "/findings", null).status()).isEqualTo(404);
    }

    @Test
    void aSiteTestsNoRoutesMailboxesOrSendersOfOthers() {
        var key = paired("shop", "{}");
        for (var wanted :
                new String[] {
                    "{}",
                    "{\"to\":\"b@example.net\",\"route\":\"out\"}",
                    "{\"to\":\"b@example.net\",\"seeds\":[\"gmail\"]}",
                    "{\"to\":\"b@example.net\",\"from\":\"a@blog.example\"}",
                    "{\"to\":\"b@example.net\",\"from\":\"a@blog.example\",\"site\":\"blog\"}"
                }) {
            var answer = server.as(key, "POST", "/v1/tests", wanted);
            assertThat(answer.status()).as(wanted).isEqualTo(422);
        }
    }

    @Test
    void aSiteIsToldHowItsRoutesAreButNotWhatTheyWereTold() {
        server.operator(
                "POST",
                "/v1/routes",
                "{\"name\":\"out\",\"host\":\"127.0.0.1\",\"ladder\":\"1/starttls\"}");
        var key = paired("shop", "{}");
        var health = server.as(key, "GET", "/v1/site/health?lang=fr", null);
        assertThat(health.status()).as(health.text()).isEqualTo(200);
        var finding = health.json().path("findings").path(0);
        assertThat(finding.path("code").asString()).isEqualTo("route-fails");
        assertThat(finding.path("seen").asString()).contains("La route out");
        assertThat(finding.path("evidence")).isEmpty();
    }

    @Test
    void aSiteAddsARouteForItselfWhereTheOperatorAllowsIt() {
        var wanted = "{\"provider\":\"sendgrid\",\"key\":\"SG.abc\"}";
        var without = paired("blog", "{}");
        assertThat(server.as(without, "POST", "/v1/site/routes", wanted).status()).isEqualTo(403);
        var key = paired("shop", "{\"permissions\":[\"routes\"]}");
        var answer = server.as(key, "POST", "/v1/site/routes", wanted);
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        assertThat(answer.json().path("route").asString()).isEqualTo("shop-sendgrid");
        assertThat(server.as(key, "POST", "/v1/site/routes", wanted).status()).isEqualTo(409);
        var route = server.operator("GET", "/v1/routes/shop-sendgrid", null).json();
        assertThat(route.path("is_default").asBoolean()).isFalse();
        var shop = server.operator("GET", "/v1/sites/shop", null).json();
        assertThat(shop.path("routes").path("transactional").toString())
                .isEqualTo("[\"shop-sendgrid\"]");
        var blog = server.operator("GET", "/v1/sites/blog", null).json();
        assertThat(blog.path("routes")).isEmpty();
    }

    @Test
    void aSiteChoosesAProviderNeverAHost() {
        var key = paired("shop", "{\"permissions\":[\"routes\"]}");
        for (var wanted :
                new String[] {
                    "{\"host\":\"10.0.0.1\",\"user\":\"u\",\"password\":\"p\"}",
                    "{\"provider\":\"sendgrid\",\"key\":\"k\",\"region\":\"127.0.0.1/\"}",
                    "{\"provider\":\"ses\",\"user\":\"u\",\"key\":\"k\",\"region\":\"a.evil.example\"}"
                }) {
            var answer = server.as(key, "POST", "/v1/site/routes", wanted);
            assertThat(answer.status()).as(wanted + answer.text()).isBetween(400, 422);
        }
    }
}
