package dev.facteur.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.testkit.ApiServer;
import dev.facteur.testkit.NpmPackages;
import dev.facteur.testkit.Program;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Programs that were written for a provider, with its own client library, send here when only the
/// base URL is changed.
final class ProvidersClientsTest {
    private static final String POSTMARK =
            """
            const { ServerClient } = require("postmark");
            const [host, key] = process.argv.slice(2);
            const client = new ServerClient(key, { useHttps: false, requestHost: host });
            const mail = {
                From: "Shop <shop@shop.example>", To: "Zoë <zoe@example.net>, bob@example.net",
                Bcc: "eve@example.net", Subject: "Größe", TextBody: "Hello", HtmlBody: "<img src='cid:l.png'>",
                Tag: "order", Metadata: { order: "7" }, MessageStream: "outbound", TrackOpens: true,
                Headers: [{ Name: "X-Order", Value: "7" }],
                Attachments: [
                    { Name: "l.png", Content: "iVBORw0KGgo=", ContentType: "image/png", ContentID: "cid:l.png" },
                    { Name: "a.txt", Content: "YWJj", ContentType: "text/plain; charset=utf-8" }] };
            const told = (error) => ({ name: error.name, code: error.code, status: error.statusCode, message: error.message });
            (async () => {
                const sent = await client.sendEmail(mail);
                const batch = await client.sendEmailBatch([mail, { ...mail, To: "nobody" }]);
                const foreign = await client.sendEmail({ ...mail, From: "a@other.example" }).catch(told);
                const wrong = await client.sendEmail({ ...mail, To: "nobody" }).catch(told);
                const nobody = await new ServerClient("wrong", { useHttps: false, requestHost: host }).sendEmail(mail).catch(told);
                console.log(JSON.stringify({ sent, batch, foreign, wrong, nobody }));
            })().catch((error) => { console.error(error); process.exit(1); });
            """;

    private static final String SENDGRID =
            """
            const mail = require("@sendgrid/mail");
            const { Client } = require("@sendgrid/client");
            const [url, key] = process.argv.slice(2);
            const client = new Client();
            client.setApiKey(key);
            client.setDefaultRequest("baseUrl", url);
            mail.setClient(client);
            const one = {
                from: { email: "shop@shop.example", name: "Shop" }, subject: "Hi -name-",
                text: "Hello -name-", html: "<b>Hello</b>", categories: ["order"], customArgs: { order: "7" },
                headers: { "X-Order": "7" }, trackingSettings: { clickTracking: { enable: false } },
                attachments: [{ content: "YWJj", filename: "a.txt", type: "text/plain", disposition: "attachment" }],
                personalizations: [
                    { to: "zoe@example.net", cc: "carl@example.net", substitutions: { name: "Zoë" } },
                    { to: [{ email: "bob@example.net", name: "Bob" }], substitutions: { name: "Bob" } }],
                substitutionWrappers: ["-", "-"] };
            const told = (error) => ({ status: error.code, body: error.response && error.response.body });
            (async () => {
                const [sent] = await mail.send(one);
                const [simple] = await mail.send({ to: "dan@example.net", from: "shop@shop.example", subject: "x", text: "y" });
                const [sandbox] = await mail.send({ to: "dan@example.net", from: "shop@shop.example", subject: "x", text: "y",
                    mailSettings: { sandboxMode: { enable: true } } });
                const foreign = await mail.send({ ...one, from: "a@other.example" }).catch(told);
                const wrong = await mail.send({ to: "nobody", from: "shop@shop.example", subject: "x", text: "y" }).catch(told);
                client.setApiKey("SG.wrong");
                client.setDefaultRequest("baseUrl", url);
                const nobody = await mail.send(one).catch(told);
                console.log(JSON.stringify({ sent: { status: sent.statusCode, id: sent.headers["x-message-id"] },
                    simple: simple.statusCode, sandbox: sandbox.statusCode, foreign, wrong, nobody }));
            })().catch((error) => { console.error(error, JSON.stringify(error.response && error.response.body)); process.exit(1); });
            """;

    @TempDir Path folder;
    private ApiServer server;
    private String key;

    @BeforeEach
    void start() throws Exception {
        server = ApiServer.start(folder);
        server.addSite("shop");
        key = server.key("shop");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void clientOfPostmarkSends() throws Exception {
        var modules = NpmPackages.fetched("postmark", "5.1.0");
        var said = node(POSTMARK, modules, URI.create(server.url()).getAuthority());
        assertThat(said.path("sent").path("ErrorCode").asInt(-1)).isZero();
        var story = story(said.path("sent").path("MessageID").asString());
        assertThat(recipients(story))
                .containsExactly("zoe@example.net", "bob@example.net", "eve@example.net");
        assertThat(story.path("mail").path("subject").asString()).isEqualTo("Größe");
        assertThat(story.path("mail").path("tags").path(0).asString()).isEqualTo("order");
        assertThat(said.path("batch").path(0).path("ErrorCode").asInt(-1)).isZero();
        assertThat(said.path("batch").path(1).path("ErrorCode").asInt()).isEqualTo(300);
        assertThat(said.path("foreign").path("code").asInt()).isEqualTo(400);
        assertThat(said.path("wrong").path("name").asString())
                .isEqualTo("InvalidEmailRequestError");
        assertThat(said.path("nobody").path("name").asString()).isEqualTo("InvalidAPIKeyError");
        assertThat(mails()).hasSize(2);
    }

    @Test
    void clientOfSendGridSendsAMailForEachPersonalization() throws Exception {
        NpmPackages.fetched("@sendgrid/client", "8.1.6");
        var modules = NpmPackages.fetched("@sendgrid/mail", "8.1.6");
        var said = node(SENDGRID, modules, server.url());
        assertThat(said.path("sent").path("status").asInt()).isEqualTo(202);
        var first = story(said.path("sent").path("id").asString());
        assertThat(recipients(first)).containsExactly("zoe@example.net", "carl@example.net");
        assertThat(first.path("mail").path("subject").asString()).isEqualTo("Hi Zoë");
        assertThat(first.path("mail").path("metadata").path("order").asString()).isEqualTo("7");
        assertThat(said.path("simple").asInt()).isEqualTo(202);
        assertThat(said.path("sandbox").asInt()).isEqualTo(200);
        assertThat(said.path("foreign").path("status").asInt()).isEqualTo(403);
        assertThat(said.path("wrong").path("status").asInt()).isEqualTo(400);
        assertThat(
                        said.path("wrong")
                                .path("body")
                                .path("errors")
                                .path(0)
                                .path("message")
                                .asString())
                .contains("to");
        assertThat(said.path("nobody").path("status").asInt()).isEqualTo(401);
        assertThat(mails()).hasSize(3);
    }

    private JsonNode node(String script, Path modules, String where) throws Exception {
        var file = Files.writeString(folder.resolve("client.js"), script);
        var said =
                Program.of("node", file, where, key)
                        .environment("NODE_PATH", modules.toString())
                        .succeed();
        return JsonMapper.shared().readTree(said.out());
    }

    private JsonNode story(String id) {
        return server.operator("GET", "/v1/mails/" + id, null).json();
    }

    private JsonNode mails() {
        return server.operator("GET", "/v1/mails", null).json().path("mails");
    }

    private static List<String> recipients(JsonNode story) {
        return story.path("recipients")
                .valueStream()
                .map(one -> one.path("address").asString())
                .toList();
    }
}
