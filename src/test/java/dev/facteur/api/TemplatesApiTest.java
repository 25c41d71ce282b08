package dev.facteur.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.testkit.ApiClient.Answer;
import dev.facteur.testkit.ApiServer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Templates of a site, and mail that is made of them.
final class TemplatesApiTest {
    private static final String WELCOME =
            """
            {"subject":"Hello {{name}}","text":"Hello {{name}} & {{#items}}{{title}}, {{/items}}bye",
             "html":"<p>Hello {{name}} {{{raw}}} {{#missing}}x{{/missing}}</p>"}
            """;
    private static final String DATA =
            """
            {"name":"<Zoë> & co","raw":"<b>","items":[{"title":"a"},{"title":"b"}]}
            """;

    @TempDir Path folder;
    private ApiServer server;
    private String key;

    @BeforeEach
    void start() throws Exception {
        server = ApiServer.start(folder);
        server.addSite("shop");
        server.addSite("blog");
        key = server.key("shop", "send", "read", "read-bodies", "manage");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void htmlIsEscapedAndTextIsNot() {
        save(WELCOME);
        var filled = render(DATA).json();
        assertThat(filled.path("subject").asString()).isEqualTo("Hello <Zoë> & co");
        assertThat(filled.path("text").asString()).isEqualTo("Hello <Zoë> & co & a, b, bye");
        assertThat(filled.path("html").asString())
                .isEqualTo("<p>Hello &lt;Zoë&gt; &amp; co <b> </p>");
    }

    @Test
    void missingVariableIsNamedWithItsPlace() {
        save(WELCOME);
        var answer = render("{\"items\":[]}");
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().path("detail").asString())
                .contains("no \"name\"", "subject", "line 1");
        var mail = send("\"template\":\"welcome\",\"data\":{\"name\":\"x\",\"items\":[{}]}");
        assertThat(mail.status()).isEqualTo(422);
        assertThat(mail.json().path("field").asString()).isEqualTo("data");
        assertThat(mail.json().path("detail").asString()).contains("\"title\"");
    }

    @Test
    void mailIsMadeOfTheVersionThatIsAskedFor() {
        save(WELCOME);
        save("{\"subject\":\"New\",\"text\":\"Second {{name}}\"}");
        var newest = send("\"template\":\"welcome\",\"data\":" + DATA);
        assertThat(newest.status()).as(newest.text()).isEqualTo(202);
        assertThat(body(newest).path("text").asString().strip()).isEqualTo("Second <Zoë> & co");
        var first = send("\"template\":\"welcome\",\"template_version\":1,\"data\":" + DATA);
        assertThat(body(first).path("subject").asString()).isEqualTo("Hello <Zoë> & co");
        var own = send("\"template\":\"welcome\",\"subject\":\"Own\",\"data\":" + DATA);
        assertThat(body(own).path("subject").asString()).isEqualTo("Own");
        for (var wrong :
                List.of(
                        "\"template\":\"none\"",
                        "\"template\":\"welcome\",\"template_version\":9",
                        "\"template\":\"welcome\",\"text\":\"x\"",
                        "\"text\":\"x\",\"data\":{}")) {
            assertThat(send(wrong).status()).as(wrong).isEqualTo(422);
        }
    }

    @Test
    void lineBreakInDataComesIntoNoHeader() {
        save(WELCOME);
        var data = DATA.replace("<Zoë> & co", "a\\r\\nBcc: b@example.net");
        var answer = send("\"template\":\"welcome\",\"data\":" + data);
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().path("code").asString()).isEqualTo("control-character");
    }

    @Test
    void nothingOfJavaIsReachedThroughData() {
        for (var name : List.of("name.class", "name.length", "class", "name.getClass", "a.class")) {
            save("{\"text\":\"{{" + name + "}}\"}");
            assertThat(render(DATA).status()).as(name).isEqualTo(422);
        }
    }

    @Test
    void templateThatCannotBeReadIsNotKept() {
        var texts = List.of("{{#a}}", "{{/a}}", "{{>b}}", "{{#a}}{{>b}}{{/a}}", "{{<p}}{{/p}}");
        for (var text : texts) {
            assertThat(save("{\"text\":\"" + text + "\"}").status()).as(text).isEqualTo(422);
        }
        assertThat(save("{\"subject\":\"x\"}").status()).isEqualTo(422);
        assertThat(save("{\"txt\":\"x\"}").status()).isEqualTo(400);
        var odd = server.as(key, "PUT", "/v1/templates/a%20b", "{\"text\":\"x\"}");
        assertThat(odd.status()).isEqualTo(422);
        assertThat(server.as(key, "GET", "/v1/templates", null).json().path("templates")).isEmpty();
    }

    @Test
    void whoEditsAnOldVersionIsToldSo() {
        assertThat(save(WELCOME).header("ETag")).contains("\"1\"");
        assertThat(put("If-Match", "\"1\"").header("ETag")).contains("\"2\"");
        assertThat(put("If-Match", "\"1\"").status()).isEqualTo(412);
        assertThat(put("If-None-Match", "*").status()).isEqualTo(412);
        var seen = server.as(key, "GET", "/v1/templates/welcome", null);
        assertThat(seen.header("ETag")).contains("\"2\"");
        assertThat(seen.json().path("version").asInt()).isEqualTo(2);
        var before = server.as(key, "GET", "/v1/templates/welcome?version=1", null);
        assertThat(before.json().path("subject").asString()).isEqualTo("Hello {{name}}");
        assertThat(server.as(key, "DELETE", "/v1/templates/welcome", null).status()).isEqualTo(204);
        assertThat(server.as(key, "GET", "/v1/templates/welcome", null).status()).isEqualTo(404);
    }

    @Test
    void templatesBelongToTheirSite() {
        save(WELCOME);
        var other = server.key("blog", "read", "manage");
        for (var method : List.of("GET", "DELETE")) {
            var answer = server.as(other, method, "/v1/templates/welcome", null);
            assertThat(answer.status()).as(method).isEqualTo(404);
        }
        var reads = server.key("shop", "read");
        assertThat(server.as(reads, "GET", "/v1/templates/welcome", null).status()).isEqualTo(200);
        assertThat(server.as(reads, "PUT", "/v1/templates/welcome", WELCOME).status())
                .isEqualTo(403);
        assertThat(server.operator("GET", "/v1/templates?site=shop", null).json().path("templates"))
                .hasSize(1);
        assertThat(server.operator("GET", "/v1/templates", null).status()).isEqualTo(422);
    }

    @Test
    void textThatGrowsWithoutEndIsRefused() {
        var inner = "{{#a}}".repeat(4) + "x".repeat(5_000) + "{{/a}}".repeat(4);
        save("{\"text\":\"" + inner + "\"}");
        var many = "[" + "{},".repeat(99) + "{}]";
        assertThat(render("{\"a\":" + many + "}").status()).isEqualTo(422);
    }

    private Answer save(String json) {
        return server.as(key, "PUT", "/v1/templates/welcome", json);
    }

    private Answer put(String header, String value) {
        return server.request(key, "PUT", "/v1/templates/welcome", WELCOME, header, value);
    }

    private Answer render(String data) {
        return server.json(key, "/v1/templates/welcome/render", "{\"data\":" + data + "}");
    }

    private Answer send(String members) {
        var mail = "{\"from\":\"a@shop.example\",\"to\":\"b@example.net\"," + members + "}";
        return server.json(key, "/v1/messages", mail);
    }

    private JsonNode body(Answer receipt) {
        var id = receipt.json().path("id").asString();
        return server.as(key, "GET", "/v1/mails/" + id + "/body", null).json();
    }
}
