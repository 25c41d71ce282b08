package dev.facteur.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.testkit.ApiClient.Answer;
import dev.facteur.testkit.ApiServer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Erasing with a site's own key.
final class ErasuresApiTest {
    private static final String ADA = "ada@example.net";

    @TempDir Path folder;
    private ApiServer server;
    private String shops;
    private String blogs;

    @BeforeEach
    void start() throws Exception {
        server = ApiServer.start(folder);
        shops = mail("shop");
        blogs = mail("blog");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /// A mail of a new site to Ada; nothing is sent here, so it stays on its way.
    private String mail(String site) {
        server.addSite(site);
        var mail = "{\"from\":\"a@%s.example\",\"to\":\"%s\",\"text\":\"x\"}".formatted(site, ADA);
        var answer = server.json(server.key(site, "send"), "/v1/messages", mail);
        return answer.json().path("id").asString();
    }

    private Answer erase(String key, String more) {
        var wanted = "{\"address\":\"%s\",\"cancel_queued\":true%s}".formatted(ADA, more);
        return server.as(key, "POST", "/v1/erasures", wanted);
    }

    private int status(String mail) {
        return server.operator("GET", "/v1/mails/" + mail, null).status();
    }

    @Test
    void aSitesKeyErasesInItsOwnMailAndLeavesThatOfOthers() {
        var answer = erase(server.key("shop", "erase"), "");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.json().path("found").path("mails").asInt()).isEqualTo(1);
        assertThat(status(shops)).isEqualTo(404);
        assertThat(status(blogs)).isEqualTo(200);
    }

    @Test
    void toASitesKeyAnotherSiteDoesNotExist() {
        assertThat(erase(server.key("shop", "erase"), ",\"site\":\"blog\"").status())
                .isEqualTo(404);
        assertThat(status(blogs)).isEqualTo(200);
    }

    @Test
    void withoutThePermissionNothingIsErased() {
        assertThat(erase(server.key("shop", "manage"), "").status()).isEqualTo(403);
        assertThat(status(shops)).isEqualTo(200);
    }

    @Test
    void theOperatorErasesInTheMailOfAll() {
        var answer =
                server.operator(
                        "POST",
                        "/v1/erasures",
                        "{\"address\":\"%s\",\"cancel_queued\":true}".formatted(ADA));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(status(shops)).isEqualTo(404);
        assertThat(status(blogs)).isEqualTo(404);
    }
}
