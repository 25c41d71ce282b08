package dev.facteur.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.account.Permission;
import dev.facteur.account.Role;
import dev.facteur.platform.http.Operation;
import dev.facteur.testkit.ApiClient.Answer;
import dev.facteur.testkit.ApiServer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every operation there is, called by those who may not.
final class ApiRightsTest {
    private static final List<Permission> ALL = List.of(Permission.values());

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
    void nothingIsOpenToWhoeverHasNoKey() {
        for (var operation : guarded()) {
            for (var key : List.of("", "wrong")) {
                assertThat(ask(key, operation).status()).as(named(operation)).isEqualTo(401);
            }
        }
    }

    @Test
    void aKeyOpensNothingThatItsPermissionsDoNotName() {
        for (var operation : guarded()) {
            if (!(operation.needs() instanceof Permission needed)) continue;
            var others = ALL.stream().filter(permission -> permission != needed).toList();
            var answer = ask(key("shop", others), operation);
            assertThat(answer.status()).as(named(operation)).isEqualTo(forbidden(operation));
            if (forbidden(operation) == 403 && !operation.path().startsWith("/v3")) {
                assertThat(code(answer)).as(named(operation)).isEqualTo("permission");
            }
        }
    }

    @Test
    void aSitesKeyOpensNothingOfTheOperators() {
        var key = key("shop", ALL);
        for (var operation : guarded()) {
            if (!(operation.needs() instanceof Role)) continue;
            var answer = ask(key, operation);
            assertThat(answer.status()).as(named(operation)).isEqualTo(403);
            assertThat(code(answer)).as(named(operation)).isEqualTo("operators-only");
        }
    }

    @Test
    void anotherSitesThingsDoNotExist() {
        var owner = key("shop", ALL);
        var mail = "{\"from\":\"a@shop.example\",\"to\":\"b@example.net\",\"text\":\"x\"}";
        var id = server.json(owner, "/v1/messages", mail).json().path("id").asString();
        server.as(owner, "PUT", "/v1/templates/0", "{\"text\":\"x\"}");
        var other = key("blog", ALL);
        for (var operation : guarded()) {
            if (!(operation.needs() instanceof Permission)) continue;
            // Whoever writes a template of that name has one of his own.
            if (!operation.path().contains("{") || operation.method().equals("PUT")) continue;
            var path = operation.path().replace("{id}", id).replace("{name}", "0");
            assertThat(ask(other, operation, path).status()).as(path).isEqualTo(404);
        }
        assertThat(server.as(other, "GET", "/v1/mails", null).json().path("mails")).isEmpty();
        assertThat(server.as(other, "GET", "/v1/templates", null).json().path("templates"))
                .isEmpty();
        assertThat(server.json(other, "/v1/messages", mail).status()).isEqualTo(403);
    }

    /// All but those that are open; the meters are, to this machine.
    private List<Operation> guarded() {
        return server.described().operations().stream()
                .filter(operation -> !operation.isOpen())
                .filter(operation -> !operation.path().equals("/metrics"))
                .toList();
    }

    /// Postmark has one status for all that is wrong with a mail.
    private static int forbidden(Operation operation) {
        return operation.path().startsWith("/email") ? 422 : 403;
    }

    private static String named(Operation operation) {
        return operation.method() + " " + operation.path();
    }

    private static String code(Answer answer) {
        return answer.json().path("code").asString();
    }

    private Answer ask(String key, Operation operation) {
        return ask(key, operation, operation.path().replaceAll("\\{[a-z]+}", "0000000000000"));
    }

    private Answer ask(String key, Operation operation, String path) {
        var none = operation.request().bodies().isEmpty();
        // The key where Postmark's clients have it, too.
        return server.request(
                key, operation.method(), path, none ? null : "{}", "X-Postmark-Server-Token", key);
    }

    private String key(String site, List<Permission> permissions) {
        return server.key(site, permissions.stream().map(Permission::word).toArray(String[]::new));
    }
}
