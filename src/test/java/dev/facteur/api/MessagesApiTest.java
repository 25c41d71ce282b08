package dev.facteur.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.testkit.ApiClient.Answer;
import dev.facteur.testkit.ApiServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Mail handed over as JSON.
final class MessagesApiTest {
    private static final String FROM = "\"from\":\"Shop <shop@shop.example>\"";
    private static final String MAIL =
            "{" + FROM + ",\"to\":\"bob@example.net\",\"subject\":\"Hi\",\"text\":\"Hello\"}";

    /// A request, and the member and code of its refusal.
    private static final List<List<String>> WRONG =
            List.of(
                    List.of("{}", "from", "member-missing"),
                    List.of("{" + FROM + "}", "to", "member-missing"),
                    List.of("{" + FROM + ",\"to\":\"b@example.net\"}", "text", "member-missing"),
                    List.of(with("\"to\":\"a@example.net, b@example.net\""), "to", "address"),
                    List.of(with("\"to\":\"x@example.net <b@example.net>\""), "to", "address"),
                    List.of(with("\"to\":[\"b@example.net\",\"\"]"), "to.1", "address"),
                    List.of(
                            with("\"to\":\"a\\r\\nBcc: b@example.net\""),
                            "to",
                            "control-character"),
                    List.of(
                            with("\"subject\":\"a\\nBcc: b@example.net\""),
                            "subject",
                            "control-character"),
                    List.of(with("\"subject\":\"" + "x".repeat(901) + "\""), "subject", "too-long"),
                    List.of(
                            with("\"headers\":{\"Bcc\":\"b@example.net\"}"),
                            "headers.Bcc",
                            "header"),
                    List.of(with("\"headers\":{\"X\\r\\nY\":\"1\"}"), "headers", "header-name"),
                    List.of(
                            with("\"headers\":{\"X-A\":\"1\",\"x-a\":\"2\"}"),
                            "headers.x-a",
                            "header"),
                    List.of(
                            with("\"headers\":{\"X-A\":\"1\\n2\"}"),
                            "headers.X-A",
                            "control-character"),
                    List.of(
                            with("\"headers\":{\"DKIM-Signature\":\"v=1\"}"),
                            "headers.DKIM-Signature",
                            "header"),
                    List.of(
                            with("\"attachments\":[{\"name\":\"x\"}]"),
                            "attachments.0.content",
                            "member-missing"),
                    List.of(file("\"type\":\"message/rfc822\""), "attachments.0.type", "file-type"),
                    List.of(file("\"type\":\"text/csv; x=y\""), "attachments.0.type", "file-type"),
                    List.of(
                            file("\"content_id\":\"a b\""),
                            "attachments.0.content_id",
                            "content-id"),
                    List.of(with("\"stream\":\"bulk\""), "stream", "stream"),
                    List.of(with("\"send_at\":\"tomorrow\""), "send_at", "time"),
                    List.of(with("\"send_at\":\"2999-01-01T00:00:00Z\""), "send_at", "time"),
                    List.of(with("\"expires_at\":\"2001-01-01T00:00:00Z\""), "expires_at", "time"),
                    List.of(with("\"tags\":[\"\"]"), "tags.0", "tag"),
                    List.of(with("\"metadata\":{\"a b\":\"c\"}"), "metadata", "metadata-name"));

    @TempDir Path folder;
    private ApiServer server;
    private String key;

    @BeforeEach
    void start() throws Exception {
        server = ApiServer.start(folder);
        server.addSite("shop");
        key = server.key("shop", "send", "read", "read-bodies", "manage");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void everyMemberComesIntoTheMailOrItsEnvelope() {
        var file = Base64.getEncoder().encodeToString("a;b\n".getBytes(StandardCharsets.UTF_8));
        var answer =
                send(
                        """
                        {"from":{"address":"shop@shop.example","name":"Café"},
                         "to":["Bob <bob@example.net>",{"address":"zoe@example.net","name":"Zoë"}],
                         "cc":"carol@example.net","bcc":["dave@example.net","bob@example.net"],
                         "reply_to":"help@shop.example","subject":"Größe","text":"Hallo\\r\\nZoë",
                         "html":"<p>Hallo","headers":{"X-Order":"7","Message-ID":"<7@shop.example>"},
                         "attachments":[{"name":"a.csv","type":"text/csv","content":"%s"},
                             {"name":"l.png","type":"image/png","content":"iVBO","content_id":"l"}],
                         "tags":["order","order","b"],"metadata":{"order":"7"},
                         "stream":"broadcast"}
                        """
                                .formatted(file));
        assertThat(answer.status()).as(answer.text()).isEqualTo(202);
        var id = answer.json().path("id").asString();
        var story = get("/v1/mails/" + id);
        var recipients =
                story.path("recipients").valueStream().map(r -> r.path("address").asString());
        assertThat(recipients)
                .containsExactly(
                        "bob@example.net",
                        "zoe@example.net",
                        "carol@example.net",
                        "dave@example.net");
        var mail = story.path("mail");
        assertThat(mail.path("stream").asString()).isEqualTo("broadcast");
        assertThat(mail.path("subject").asString()).isEqualTo("Größe");
        assertThat(mail.path("message_id").asString()).isEqualTo("<7@shop.example>");
        assertThat(mail.path("tags").toString()).isEqualTo("[\"order\",\"b\"]");
        assertThat(mail.path("metadata").path("order").asString()).isEqualTo("7");
    }

    @Test
    void misspeltMemberIsRefusedWithTheNearest() {
        var answer = send("{\"form\":\"a@b.example\"}");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("type").asString()).isEqualTo("/v1/problems/member-unknown");
        assertThat(answer.json().path("field").asString()).isEqualTo("form");
        assertThat(answer.json().path("detail").asString()).contains("did you mean \"from\"?");
        var inside = send("{\"attachments\":[{\"nam\":\"x\"}]}");
        assertThat(inside.json().path("field").asString()).isEqualTo("attachments.0.nam");
    }

    @Test
    void refusalNamesTheMember() {
        for (var one : WRONG) {
            var answer = send(one.get(0));
            assertThat(answer.status()).as(answer.text()).isEqualTo(422);
            assertThat(answer.json().path("field").asString())
                    .as(answer.text())
                    .isEqualTo(one.get(1));
            assertThat(answer.json().path("code").asString())
                    .as(answer.text())
                    .isEqualTo(one.get(2));
        }
        assertThat(get("/v1/mails").path("mails")).isEmpty();
    }

    @Test
    void whatIsNotJsonOrNoBase64IsRefused() {
        var bodies =
                List.of(
                        "",
                        "null",
                        "[]",
                        "7",
                        "{",
                        "{\"from\":7}",
                        "{\"to\":[null]}",
                        MAIL + "x",
                        "{\"from\":\"a\",\"from\":\"b\"}",
                        "{\"attachments\":[{\"name\":\"x\",\"content\":\"a\"}]}",
                        "{\"attachments\":[{\"name\":\"x\",\"content\":\"!!!!\"}]}",
                        "{\"attachments\":[{\"name\":\"x\",\"content\":7}]}",
                        "{\"attachments\":[null]}",
                        "{\"metadata\":{\"a\":null}}",
                        "{\"tags\":\"x\"}");
        for (var body : bodies) {
            var answer = send(body);
            assertThat(answer.status()).as(body + answer.text()).isEqualTo(400);
            assertThat(answer.text())
                    .as(body)
                    .doesNotContain("dev.facteur", "java.", "tools.jackson");
        }
    }

    @Test
    void attachmentThatIsTooLargeIsRefusedAndLeavesNothing() {
        var large = Base64.getEncoder().encodeToString(new byte[60_000]);
        var request = with("\"attachments\":[{\"name\":\"x\",\"content\":\"" + large + "\"}]");
        assertThat(send(request).status()).isEqualTo(202);
        var huge = Base64.getEncoder().encodeToString(new byte[90_000]);
        var answer = send(with("\"attachments\":[{\"name\":\"x\",\"content\":\"" + huge + "\"}]"));
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.json().path("code").asString()).isEqualTo("too-large");
    }

    @Test
    void foreignSenderIsRefusedAsByEveryDoor() {
        var answer = send(MAIL.replace("shop@shop.example", "a@other.example"));
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.json().path("code").asString()).isEqualTo("sender");
        assertThat(answer.json().path("smtp").path("status").asString()).isEqualTo("5.7.1");
    }

    @Test
    void operatorSendsForASiteThatHeNames() {
        var token = server.token().reveal();
        assertThat(server.json(token, "/v1/messages?site=shop", MAIL).status()).isEqualTo(202);
        assertThat(server.json(token, "/v1/messages", MAIL).status()).isEqualTo(422);
        assertThat(server.json(token, "/v1/messages?site=none", MAIL).status()).isEqualTo(422);
        var foreign = MAIL.replace("shop@shop.example", "a@other.example");
        assertThat(server.json(token, "/v1/messages?site=shop", foreign).status()).isEqualTo(403);
    }

    @Test
    void sameKeyAndBodyIsOneMailAndAnotherBodyAConflict() {
        var first = server.json(key, "/v1/messages", MAIL, "Idempotency-Key", "k1");
        var again = server.json(key, "/v1/messages", MAIL, "Idempotency-Key", "k1");
        assertThat(again.status()).isEqualTo(202);
        assertThat(again.json().path("repeated").asBoolean()).isTrue();
        assertThat(again.json().path("id")).isEqualTo(first.json().path("id"));
        for (var other : List.of(MAIL.replace("Hello", "Bye"), with("\"tags\":[\"x\"]"))) {
            var answer = server.json(key, "/v1/messages", other, "Idempotency-Key", "k1");
            assertThat(answer.status()).as(other).isEqualTo(409);
            assertThat(answer.json().path("code").asString()).isEqualTo("idempotency-key-reused");
        }
        assertThat(get("/v1/mails").path("mails")).hasSize(1);
    }

    @Test
    void validatedMailIsNotKept() {
        assertThat(send(with("\"validate_only\":true")).json().path("valid").asBoolean()).isTrue();
        var foreign = with("\"validate_only\":true").replace("shop@shop.example", "a@b.example");
        assertThat(send(foreign).status()).isEqualTo(403);
        var raw = "From: shop@shop.example\r\nSubject: x\r\n\r\nx\r\n";
        var query = "?from=shop@shop.example&to=b@example.net&validate_only=true";
        assertThat(server.message(key, query, raw).status()).isEqualTo(200);
        assertThat(get("/v1/mails").path("mails")).isEmpty();
    }

    @Test
    void batchHasAResultForEachMail() {
        var wrong = MAIL.replace("bob@example.net", "bob");
        var foreign = MAIL.replace("shop@shop.example", "a@b.example");
        var batch = "{\"messages\":[" + String.join(",", MAIL, wrong, foreign) + "]}";
        var answer = server.json(key, "/v1/messages/batch", batch, "Idempotency-Key", "k");
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        var results = answer.json().path("results");
        assertThat(results.valueStream().map(r -> r.path("status").asInt()))
                .containsExactly(202, 422, 403);
        assertThat(results.path(1).path("problem").path("field").asString())
                .isEqualTo("messages.1.to");
        var again = server.json(key, "/v1/messages/batch", batch, "Idempotency-Key", "k").json();
        assertThat(again.path("results").path(0).path("repeated").asBoolean()).isTrue();
        assertThat(get("/v1/mails").path("mails")).hasSize(1);
    }

    @Test
    void batchThatIsTooLongOrMisspeltIsRefusedWhole() {
        var many = "{\"messages\":[" + (MAIL + ",").repeat(500) + MAIL + "]}";
        assertThat(server.json(key, "/v1/messages/batch", many).status()).isEqualTo(422);
        var misspelt = "{\"messages\":[" + MAIL + "," + MAIL.replace("text", "txt") + "]}";
        var answer = server.json(key, "/v1/messages/batch", misspelt);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("field").asString()).isEqualTo("messages.1.txt");
        assertThat(get("/v1/mails").path("mails")).isEmpty();
    }

    @Test
    void scheduledMailWaitsAndCanBeCancelled() {
        var later = Instant.now().plus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.SECONDS);
        var id = send(with("\"send_at\":\"" + later + "\"")).json().path("id").asString();
        var story = get("/v1/mails/" + id);
        assertThat(story.path("mail").path("send_at").asString()).isEqualTo(later.toString());
        assertThat(story.path("recipients").path(0).path("state").asString())
                .isEqualTo("scheduled");
        assertThat(story.path("recipients").path(0).path("due_at").asString())
                .isEqualTo(later.toString());
        assertThat(get("/v1/mails?state=scheduled").path("mails")).hasSize(1);
        assertThat(server.as(key, "POST", "/v1/mails/" + id + "/cancel", null).status())
                .isEqualTo(200);
        assertThat(get("/v1/mails?state=cancelled").path("mails")).hasSize(1);
    }

    @Test
    void mailsAreFoundByTagSubjectRecipientAndTime() {
        send(with("\"tags\":[\"order\"],\"subject\":\"Order 100%\""));
        send(with("\"tags\":[\"reset\"],\"subject\":\"Password\""));
        for (var query :
                List.of(
                        "tag=order",
                        "subject=100%25",
                        "subject=order",
                        "tag=order&recipient=BOB@example.net")) {
            assertThat(get("/v1/mails?" + query).path("mails")).as(query).hasSize(1);
        }
        for (var query :
                List.of(
                        "tag=orde",
                        "subject=100_",
                        "until=2001-01-01T00:00:00Z",
                        "tag=order&recipient=x@example.net")) {
            assertThat(get("/v1/mails?" + query).path("mails")).as(query).isEmpty();
        }
        assertThat(get("/v1/mails?recipient=bob@example.net").path("mails")).hasSize(2);
    }

    @Test
    void pagesStayWhileMailsArrive() {
        for (int i = 0; i < 5; i++) send(with("\"tags\":[\"t\"],\"subject\":\"" + i + "\""));
        for (var filter : List.of("", "&tag=t", "&recipient=bob@example.net")) {
            var page = get("/v1/mails?limit=2" + filter);
            send(with("\"tags\":[\"t\"],\"subject\":\"new\""));
            var next = get("/v1/mails?limit=2&cursor=" + page.path("next").asString() + filter);
            assertThat(next.path("mails").path(0).path("id").asString())
                    .isLessThan(page.path("mails").path(1).path("id").asString());
        }
        assertThat(server.as(key, "GET", "/v1/mails?cursor=x", null).status()).isEqualTo(422);
        assertThat(get("/v1/mails?limit=500").path("next").isNull()).isTrue();
    }

    @Test
    void keyOpensOnlyWhatItMay() {
        var id = send(MAIL).json().path("id").asString();
        var sends = server.key("shop", "send");
        var reads = server.key("shop", "read");
        assertThat(server.json(reads, "/v1/messages", MAIL).status()).isEqualTo(403);
        assertThat(server.json(reads, "/v1/messages/batch", MAIL).status()).isEqualTo(403);
        assertThat(server.as(sends, "GET", "/v1/mails", null).status()).isEqualTo(403);
        assertThat(server.as(sends, "GET", "/v1/mails/" + id, null).status()).isEqualTo(403);
        assertThat(server.as(reads, "GET", "/v1/mails/" + id, null).status()).isEqualTo(200);
        assertThat(server.as(reads, "POST", "/v1/mails/" + id + "/cancel", null).status())
                .isEqualTo(403);
        assertThat(server.as(reads, "GET", "/v1/mails/" + id + "/raw", null).status())
                .isEqualTo(403);
        assertThat(server.as(reads, "GET", "/v1/mails/" + id + "/body", null).status())
                .isEqualTo(403);
        var refusal = server.as(reads, "POST", "/v1/mails/" + id + "/retry", null).json();
        assertThat(refusal.path("detail").asString())
                .contains("facteur credential set")
                .contains("--permission read,manage");
    }

    @Test
    void foreignMailDoesNotExist() {
        var id = send(MAIL).json().path("id").asString();
        server.operator("POST", "/v1/sites", "{\"name\":\"blog\"}");
        var other = server.key("blog", "send", "read", "read-bodies", "manage");
        for (var request :
                List.of("GET ", "GET /raw", "GET /body", "POST /cancel", "POST /retry")) {
            var words = request.split(" ", -1);
            var answer = server.as(other, words[0], "/v1/mails/" + id + words[1], null);
            assertThat(answer.status()).as(request).isEqualTo(404);
            assertThat(answer.text())
                    .isEqualTo(
                            server.as(other, words[0], "/v1/mails/0000000000000" + words[1], null)
                                    .text()
                                    .replace("0000000000000", id));
        }
        assertThat(server.as(key, "POST", "/v1/mails/" + id + "/cancel", null).status())
                .isEqualTo(200);
    }

    @Test
    void bodyAndRawAreThoseThatAreSent() {
        var request =
                with(
                        "\"html\":\"<b>Zoë</b>\",\"attachments\":[{\"name\":\"a.bin\",\"content\":\"AAAA\"}]");
        var id = send(request).json().path("id").asString();
        var raw = server.as(key, "GET", "/v1/mails/" + id + "/raw", null);
        assertThat(raw.text())
                .contains("\r\nFrom: \"Shop\" <shop@shop.example>\r\n", "\r\nDate: ", "AAAA\r\n");
        var body = get("/v1/mails/" + id + "/body");
        assertThat(body.path("text").asString()).isEqualTo("Hello");
        assertThat(body.path("html").asString()).isEqualTo("<b>Zoë</b>");
        assertThat(body.path("attachments").path(0).path("name").asString()).isEqualTo("a.bin");
        assertThat(body.path("attachments").path(0).path("size").asInt()).isEqualTo(3);
    }

    @Test
    void keyIsGoodFromItsNetworksOnly() {
        var here = scoped("\"networks\":[\"127.0.0.0/8\",\"::1\"]");
        var elsewhere = scoped("\"networks\":[\"192.0.2.0/24\"]");
        assertThat(server.json(here, "/v1/messages", MAIL).status()).isEqualTo(202);
        var refused = server.json(elsewhere, "/v1/messages", MAIL);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.json().path("code").asString()).isEqualTo("network");
        var wrong = "{\"site\":\"shop\",\"kind\":\"api\",\"networks\":[\"shop.example\"]}";
        assertThat(server.operator("POST", "/v1/credentials", wrong).status()).isEqualTo(422);
    }

    @Test
    void unknownPermissionIsRefused() {
        var wrong = "{\"site\":\"shop\",\"kind\":\"api\",\"permissions\":[\"sned\"]}";
        var answer = server.operator("POST", "/v1/credentials", wrong);
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().path("code").asString()).isEqualTo("permission-unknown");
    }

    @Test
    void lastUseIsToldAndKept() throws Exception {
        var name = "shop-api";
        assertThat(
                        server.operator("GET", "/v1/credentials/" + name, null)
                                .json()
                                .path("last_used_at")
                                .isNull())
                .isTrue();
        send(MAIL);
        var used =
                server.operator("GET", "/v1/credentials/" + name, null)
                        .json()
                        .path("last_used_at")
                        .asString();
        server.close();
        server = ApiServer.start(folder);
        var kept =
                server.operator("GET", "/v1/credentials/" + name, null)
                        .json()
                        .path("last_used_at")
                        .asString();
        assertThat(Instant.parse(kept))
                .isEqualTo(Instant.parse(used).truncatedTo(ChronoUnit.MILLIS));
    }

    @Test
    void whoAsksTooOftenIsToldWhenToComeAgain() {
        Answer answer = send(MAIL);
        assertThat(answer.header("RateLimit-Policy")).contains("\"key\";q=600;w=60");
        assertThat(answer.header("RateLimit").orElse("")).startsWith("\"key\";r=599;t=");
        while (answer.status() != 429) answer = server.as(key, "GET", "/v1/mails?limit=1", null);
        assertThat(answer.retryAfter()).contains("1");
        assertThat(server.as(server.key("shop", "read"), "GET", "/v1/mails", null).status())
                .isEqualTo(200);
    }

    private static String with(String members) {
        var own = new TreeSet<String>();
        for (var name : List.of("to", "subject"))
            if (members.contains("\"" + name + "\":")) own.add(name);
        var mail = MAIL;
        if (own.contains("to")) mail = mail.replace("\"to\":\"bob@example.net\",", "");
        if (own.contains("subject")) mail = mail.replace("\"subject\":\"Hi\",", "");
        return mail.substring(0, mail.length() - 1) + "," + members + "}";
    }

    private static String file(String member) {
        return with(
                "\"html\":\"x\",\"attachments\":[{\"name\":\"x\",\"content\":\"AAAA\","
                        + member
                        + "}]");
    }

    private Answer send(String json) {
        return server.json(key, "/v1/messages", json);
    }

    private JsonNode get(String path) {
        return server.as(key, "GET", path, null).json();
    }

    private String scoped(String members) {
        var wanted = "{\"site\":\"shop\",\"kind\":\"api\"," + members + "}";
        return server.operator("POST", "/v1/credentials", wanted).json().path("secret").asString();
    }
}
