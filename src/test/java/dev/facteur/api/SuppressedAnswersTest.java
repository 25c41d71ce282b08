package dev.facteur.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.testkit.ApiClient.Answer;
import dev.facteur.testkit.ApiServer;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a program is told whose mail does not go to everybody it names: bob is suppressed.
final class SuppressedAnswersTest {
    /// As postmark.js and the gem have it.
    private static final Pattern FOUND =
            Pattern.compile("Found inactive addresses: (.+?)\\. Inactive");

    /// As django-anymail has it.
    private static final Pattern INACTIVE =
            Pattern.compile("inactive addresses:\\s*(.*)\\.\\s*Inactive recipients");

    @TempDir Path folder;
    private ApiServer server;
    private String key;

    @BeforeEach
    void start() throws Exception {
        server = ApiServer.start(folder);
        server.addSite("shop");
        key = server.key("shop");
        server.operator("POST", "/v1/suppressions", "{\"address\":\"bob@example.net\"}");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aBatchNamesThemForEachMail() {
        var results = batch().json().path("results");
        assertThat(results.path(0).path("status").asInt()).isEqualTo(202);
        assertThat(results.path(0).path("suppressed").toString())
                .isEqualTo("[\"bob@example.net\"]");
        assertThat(results.path(1).path("suppressed").toString()).isEqualTo("[]");
    }

    @Test
    void aRepetitionNamesThemAsTheFirstTimeDid() {
        var mail =
                "{\"from\":\"a@shop.example\",\"text\":\"x\","
                        + "\"to\":[\"bob@example.net\",\"zoe@example.net\"]}";
        for (int i = 0; i < 2; i++) {
            var kept = server.json(key, "/v1/messages", mail, "Idempotency-Key", "once").json();
            assertThat(kept.path("repeated").asBoolean()).isEqualTo(i == 1);
            assertThat(kept.path("suppressed").toString()).isEqualTo("[\"bob@example.net\"]");
        }
    }

    @Test
    void aMailThatIsRefusedForItHasACodeOfItsOwn() {
        refuse();
        var problem = batch().json().path("results").path(0).path("problem");
        assertThat(problem.path("status").asInt()).isEqualTo(422);
        assertThat(problem.path("code").asString()).isEqualTo("suppressed");
        assertThat(problem.path("suppressed").toString()).isEqualTo("[\"bob@example.net\"]");
    }

    @Test
    void postmarkNamesThemInTheSentenceThatItsClientsRead() {
        var all = postmark("/email", mail("bob@example.net"));
        assertThat(all.status()).isEqualTo(422);
        assertThat(all.json().path("ErrorCode").asInt()).isEqualTo(406);
        assertThat(all.json().path("Message").asString()).containsPattern(FOUND);
        assertThat(named(INACTIVE, all)).isEqualTo("bob@example.net");

        var some = postmark("/email", mail("bob@example.net, zoe@example.net"));
        assertThat(some.status()).isEqualTo(200);
        assertThat(some.json().path("ErrorCode").asInt(-1)).isZero();
        assertThat(named(INACTIVE, some)).isEqualTo("bob@example.net");

        var none = postmark("/email", mail("zoe@example.net"));
        assertThat(none.json().path("Message").asString()).isEqualTo("OK");
    }

    @Test
    void postmarkSaysTheSameWhereTheSiteWantsThemRefused() {
        refuse();
        var mails = "[" + mail("bob@example.net") + "," + mail("zoe@example.net") + "]";
        var answers = postmark("/email/batch", mails).json();
        assertThat(answers.path(0).path("ErrorCode").asInt()).isEqualTo(406);
        assertThat(answers.path(1).path("ErrorCode").asInt(-1)).isZero();
        var one = postmark("/email", mail("bob@example.net"));
        assertThat(one.status()).isEqualTo(422);
        assertThat(named(FOUND, one)).isEqualTo("bob@example.net");
    }

    /// It takes such a mail and drops it.
    @Test
    void sendGridTakesTheMailAllTheSame() {
        var mail =
                "{\"personalizations\":[{\"to\":[{\"email\":\"bob@example.net\"}]}],"
                        + "\"from\":{\"email\":\"a@shop.example\"},\"subject\":\"x\","
                        + "\"content\":[{\"type\":\"text/plain\",\"value\":\"x\"}]}";
        assertThat(server.json(key, "/v3/mail/send", mail).status()).isEqualTo(202);
    }

    private Answer batch() {
        var one = "{\"from\":\"a@shop.example\",\"text\":\"x\",\"to\":\"%s@example.net\"}";
        var mails = one.formatted("bob") + "," + one.formatted("zoe");
        return server.json(key, "/v1/messages/batch", "{\"messages\":[" + mails + "]}");
    }

    private void refuse() {
        server.operator("PUT", "/v1/suppressions/policy", "{\"refuses\":true}");
    }

    private Answer postmark(String path, String body) {
        return server.json(key, path, body, "X-Postmark-Server-Token", key);
    }

    private static String mail(String to) {
        return "{\"From\":\"a@shop.example\",\"TextBody\":\"x\",\"To\":\"" + to + "\"}";
    }

    private static String named(Pattern pattern, Answer answer) {
        var found = pattern.matcher(answer.json().path("Message").asString());
        return found.find() ? found.group(1).toLowerCase(Locale.ROOT) : answer.text();
    }
}
