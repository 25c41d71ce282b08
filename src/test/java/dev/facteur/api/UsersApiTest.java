package dev.facteur.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.account.Permission;
import dev.facteur.account.Role;
import dev.facteur.testkit.ApiClient.Answer;
import dev.facteur.testkit.ApiServer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the people who operate may, by the tokens they have.
final class UsersApiTest {
    private static final String MAIL =
            "{\"from\":\"a@shop.example\",\"to\":\"b@example.net\",\"text\":\"x\"}";

    @TempDir Path folder;
    private ApiServer server;

    @BeforeEach
    void start() throws Exception {
        server = ApiServer.start(folder);
        server.addSite("shop");
        server.addSite("blog");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void everyRoleOpensWhatItNamesAndNoMore() {
        for (var role : Role.values()) {
            var token = user("a-" + role.word(), role.word(), "");
            for (var operation : server.described().operations()) {
                if (operation.isOpen() || operation.path().equals("/metrics")) continue;
                // Postmark's clients have keys of sites, not tokens of people.
                if (operation.path().startsWith("/email")) continue;
                var needed =
                        operation.needs() instanceof Permission permission
                                ? permission.role()
                                : (Role) operation.needs();
                if (role.includes(needed)) continue;
                var path = operation.path().replaceAll("\\{[a-z]+}", "0000000000000");
                var body = operation.request().bodies().isEmpty() ? null : "{}";
                var answer = server.as(token, operation.method(), path, body);
                assertThat(answer.status()).as(role + " " + path).isEqualTo(403);
            }
        }
        assertThat(server.as(user("v", "viewer", ""), "GET", "/v1/sites", null).status())
                .isEqualTo(200);
        assertThat(server.as(user("o", "owner", ""), "GET", "/v1/users", null).status())
                .isEqualTo(200);
    }

    @Test
    void whoHasToDoWithASiteSeesNothingElse() {
        var token = user("anna", "operator", ",\"sites\":[\"blog\"]");
        var all = server.as(token, "POST", "/v1/messages?site=shop", MAIL);
        assertThat(all.status()).isEqualTo(422);
        var id = server.operator("POST", "/v1/messages?site=shop", MAIL).json().path("id");
        assertThat(server.as(token, "GET", "/v1/mails/" + id.asString(), null).status())
                .isEqualTo(404);
        assertThat(server.as(token, "GET", "/v1/mails", null).json().path("mails")).isEmpty();
        assertThat(server.as(token, "GET", "/v1/mails?site=shop", null).status()).isEqualTo(404);
        assertThat(server.as(token, "GET", "/v1/suppressions?site=shop", null).status())
                .isEqualTo(404);
        assertThat(server.as(token, "GET", "/v1/queue", null).status()).isEqualTo(403);
        var mine = server.as(token, "PUT", "/v1/templates/hello", "{\"text\":\"x\"}");
        assertThat(mine.status()).isEqualTo(201);
        server.operator("DELETE", "/v1/sites/blog", null);
        assertThat(server.as(token, "GET", "/v1/mails?site=shop", null).status()).isEqualTo(404);
    }

    @Test
    void aTokenIsShownOnceAndGoodUntilItIsMadeAnewOrRemoved() {
        var token = user("anna", "viewer", "");
        var shown = server.operator("GET", "/v1/users/anna", null);
        assertThat(shown.text()).doesNotContain(token);
        assertThat(shown.json().path("last_used_at").isNull()).isTrue();
        assertThat(server.as(token, "GET", "/v1/sites", null).status()).isEqualTo(200);
        shown = server.operator("GET", "/v1/users/anna", null);
        assertThat(shown.json().path("last_used_at").isNull()).isFalse();
        var next = server.operator("POST", "/v1/users/anna/token", null).json().path("token");
        assertThat(server.as(token, "GET", "/v1/sites", null).status()).isEqualTo(401);
        assertThat(server.as(next.asString(), "GET", "/v1/sites", null).status()).isEqualTo(200);
        server.operator("DELETE", "/v1/users/anna", null);
        assertThat(server.as(next.asString(), "GET", "/v1/sites", null).status()).isEqualTo(401);
    }

    @Test
    void aTokenIsGoodFromItsNetworksOnly() {
        var token = user("anna", "viewer", ",\"networks\":[\"192.0.2.0/24\"]");
        var answer = server.as(token, "GET", "/v1/sites", null);
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.json().path("code").asString()).isEqualTo("network");
    }

    @Test
    void aChangeThatDoesNotSayWhatItSawIsRefusedAndSoIsOneThatSawAnother() {
        user("anna", "viewer", "");
        var path = "/v1/users/anna";
        var token = server.token().reveal();
        var tag = server.operator("GET", path, null).header("ETag").orElseThrow();
        var wanted = "{\"role\":\"operator\"}";
        assertThat(server.as(token, "PUT", path, wanted).status()).isEqualTo(428);
        assertThat(changed(path, wanted, tag).status()).isEqualTo(200);
        assertThat(changed(path, "{\"role\":\"viewer\"}", tag).status()).isEqualTo(412);
        assertThat(server.request(token, "DELETE", path, null, "If-Match", tag).status())
                .isEqualTo(412);
        assertThat(server.operator("GET", path, null).json().path("role").asString())
                .isEqualTo("operator");
    }

    @Test
    void whatIsNoUserIsRefused() {
        assertThat(code("{\"name\":\"operator\",\"role\":\"owner\"}")).isEqualTo("user-exists");
        assertThat(code("{\"name\":\"a b\",\"role\":\"owner\"}")).isEqualTo("user-name");
        assertThat(code("{\"name\":\"a\",\"role\":\"king\"}")).isEqualTo("role-unknown");
        assertThat(code("{\"name\":\"a\",\"role\":\"owner\",\"sites\":[\"x\"]}"))
                .isEqualTo("site-unknown");
    }

    private Answer changed(String path, String wanted, String tag) {
        return server.request(server.token().reveal(), "PUT", path, wanted, "If-Match", tag);
    }

    private String code(String wanted) {
        return server.operator("POST", "/v1/users", wanted).json().path("code").asString();
    }

    private String user(String name, String role, String more) {
        var wanted = "{\"name\":\"" + name + "\",\"role\":\"" + role + "\"" + more + "}";
        return server.operator("POST", "/v1/users", wanted).json().path("token").asString();
    }
}
