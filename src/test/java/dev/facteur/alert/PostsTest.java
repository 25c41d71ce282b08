package dev.facteur.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.platform.Surroundings;
import dev.facteur.platform.http.PublicCalls;
import dev.facteur.platform.secret.Secret;
import dev.facteur.testkit.ManualClock;
import dev.facteur.webhook.Signature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// What each service gets, as its documentation wants it. The pages are named with each test.
class PostsTest {
    private static final Message MESSAGE =
            new Message(
                    "All of <shop.example> & the rest",
                    "gateway: @everyone <b> & *all* of _dmarc.shop.example",
                    List.of(
                            new Message.Section(
                                    "The record at _dmarc.shop.example is gone.",
                                    List.of("- Publish it again: facteur domain show", "[a](b)"))));

    private final ManualClock clock = new ManualClock();
    private Chat chat;
    private Posts posts;
    private ByHttp http;

    @BeforeEach
    void open() throws IOException {
        chat = new Chat();
        posts = new Posts(chat.base(), clock);
        var world = Surroundings.system();
        var patience = Duration.ofSeconds(10);
        http = new ByHttp(new PublicCalls(world, null, _ -> true, _ -> true, patience));
    }

    @AfterEach
    void close() {
        chat.close();
    }

    private JsonNode sent(Post post) {
        assertThat(http.send(post).taken()).isTrue();
        var call = chat.calls().getLast();
        assertThat(call.method()).isEqualTo("POST");
        assertThat(call.type()).isEqualTo("application/json");
        return call.json();
    }

    /// https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks and
    /// https://docs.slack.dev/reference/block-kit/blocks: `{"text": …, "blocks": [{"type":
    /// "section", "text": {"type": "plain_text" or "mrkdwn", "text": …}}]}`.
    @Test
    void slackGetsBlocksOfPlainTextAndAnEscapedTextForNotifications() {
        var json = sent(posts.slack(new Target.Slack(secret("/services/T0/B0/x")), MESSAGE));
        assertThat(chat.calls().getLast().path()).isEqualTo("/services/T0/B0/x");
        assertThat(json.propertyNames()).containsExactlyInAnyOrder("text", "blocks");
        assertThat(json.path("text").asString())
                .isEqualTo("All of &lt;shop.example&gt; &amp; the rest");
        assertThat(types(json.path("blocks"))).containsExactly("header", "section");
        for (var block : json.path("blocks")) {
            assertThat(block.path("text").path("type").asString()).isEqualTo("plain_text");
        }
        var section = json.path("blocks").get(1).path("text").path("text").asString();
        assertThat(section).isEqualTo(MESSAGE.sections().getFirst().text());
    }

    private static List<String> types(JsonNode blocks) {
        return blocks.valueStream().map(block -> block.path("type").asString()).toList();
    }

    @Test
    void slackGetsNoBlockThatIsLongerThanItTakes() {
        var json = sent(posts.slack(new Target.Slack(secret("/x")), large()));
        assertThat(json.path("blocks").size()).isLessThanOrEqualTo(50);
        assertThat(json.path("blocks").get(0).path("text").path("text").asString())
                .hasSize(150)
                .endsWith("…");
        for (var block : json.path("blocks")) {
            assertThat(block.path("text").path("text").asString()).hasSizeLessThanOrEqualTo(3_000);
        }
    }

    private static Message large() {
        var section = new Message.Section("h", List.of("é".repeat(5_000)));
        return new Message("s", "t".repeat(500), Stream.generate(() -> section).limit(80).toList());
    }

    /// https://discord.com/developers/docs/resources/webhook#execute-webhook: `content` of up to
    /// 2000 characters, `allowed_mentions` `{"parse": []}` for none, `flags` 4 (SUPPRESS_EMBEDS).
    @Test
    void discordGetsContentThatCallsNobodyAndWhoseSignsAreEscaped() {
        chat.answering(200, "");
        var json = sent(posts.discord(new Target.Discord(secret("/api/webhooks/1/x")), MESSAGE));
        var content = json.path("content").asString();
        assertThat(content)
                .startsWith("**gateway: \\@everyone")
                .contains("\\_dmarc.shop.example", "\\*all\\*", "\\[a\\]\\(b\\)");
        var mentions = json.path("allowed_mentions").path("parse");
        assertThat(mentions.isArray()).isTrue();
        assertThat(mentions.isEmpty()).isTrue();
        assertThat(json.path("flags").asInt()).isEqualTo(4);
        var long1 = sent(posts.discord(new Target.Discord(secret("/x")), large()));
        assertThat(long1.path("content").asString()).hasSize(2_000).endsWith("…");
    }

    ///
    /// https://learn.microsoft.com/en-us/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using:
    /// `{"type": "message", "attachments": [{"contentType":
    /// "application/vnd.microsoft.card.adaptive", "content": {"type": "AdaptiveCard", …}}]}`, 28 KB
    /// at most.
    @Test
    void teamsGetsAnAdaptiveCardWithoutMarkdown() {
        chat.answering(202, "");
        var json = sent(posts.teams(new Target.Teams(secret("/workflows/x")), MESSAGE));
        assertThat(json.path("type").asString()).isEqualTo("message");
        var attachment = json.path("attachments").get(0);
        assertThat(attachment.path("contentType").asString())
                .isEqualTo("application/vnd.microsoft.card.adaptive");
        var card = attachment.path("content");
        assertThat(card.path("type").asString()).isEqualTo("AdaptiveCard");
        assertThat(card.path("version").asString()).isEqualTo("1.4");
        assertThat(types(card.path("body"))).containsOnly("RichTextBlock");
        var run = card.path("body").get(1).path("inlines").get(0);
        assertThat(run.path("type").asString()).isEqualTo("TextRun");
        assertThat(run.path("text").asString()).contains("_dmarc.shop.example is gone");
        sent(posts.teams(new Target.Teams(secret("/x")), large()));
        assertThat(chat.calls().getLast().body().getBytes(StandardCharsets.UTF_8))
                .hasSizeLessThan(28_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "short\n", "\"\\\"\n", "漢字", "😀"})
    void teamsGetsNoCardAboveItsLimitWhateverStandsInIt(String piece) {
        var section = new Message.Section("h", List.of(piece.repeat(20_000)));
        var message = new Message("s", "t".repeat(500), List.of(section, section));
        chat.answering(202, "");
        var json = sent(posts.teams(new Target.Teams(secret("/x")), message));
        assertThat(chat.calls().getLast().body().getBytes(StandardCharsets.UTF_8))
                .hasSizeBetween(4_000, 28_000);
        var last = json.path("attachments").get(0).path("content").path("body").findValues("text");
        assertThat(last.getLast().asString()).endsWith("…");
    }

    /// https://core.telegram.org/bots/api#sendmessage: `chat_id`, `text` of 1 to 4096 characters,
    /// `link_preview_options`; without `parse_mode` nothing in the text is markup.
    @Test
    void telegramGetsThePlainTextForItsChat() {
        chat.answering(200, "{\"ok\":true,\"result\":{}}");
        var target = new Target.Telegram(new Secret("123:abc"), "-1001");
        var json = sent(posts.telegram(target, MESSAGE));
        assertThat(chat.calls().getLast().path()).isEqualTo("/bot123:abc/sendMessage");
        assertThat(json.propertyNames())
                .containsExactlyInAnyOrder("chat_id", "text", "link_preview_options");
        assertThat(json.path("chat_id").asString()).isEqualTo("-1001");
        assertThat(json.path("text").asString()).contains("_dmarc.shop.example", "[a](b)");
        assertThat(sent(posts.telegram(target, large())).path("text").asString()).hasSize(4_096);
    }

    /// https://core.telegram.org/bots/api#making-requests: `{"ok": false, "error_code": 429,
    /// "description": …, "parameters": {"retry_after": 35}}`.
    @Test
    void telegramsWishToWaitIsReadFromTheBody() {
        chat.answering(
                429,
                "{\"ok\":false,\"error_code\":429,\"description\":\"Too Many Requests: retry after"
                        + " 35\",\"parameters\":{\"retry_after\":35}}");
        var target = new Target.Telegram(new Secret("123:abc"), "-1001");
        var answer = http.send(posts.telegram(target, MESSAGE));
        assertThat(answer.taken()).isFalse();
        assertThat(answer.again()).isEqualTo(Duration.ofSeconds(35));
        assertThat(answer.trouble()).contains("429", "Too Many Requests").doesNotContain("123:abc");
    }

    @Test
    void aProgramIsCalledAsStandardWebhooksSays() {
        var key = Signature.secret(new byte[32]);
        var target = new Target.Webhook(secret("/alerts"), key);
        var json = sent(posts.webhook(target, "alert_1_2", Told.test("gw", MESSAGE, clock.now())));
        assertThat(json.path("type").asString()).isEqualTo("test");
        assertThat(json.path("data").path("gateway").asString()).isEqualTo("gw");
        var call = chat.calls().getLast();
        var expected =
                Signature.headers(
                        key,
                        "alert_1_2",
                        clock.now(),
                        call.body().getBytes(StandardCharsets.UTF_8));
        assertThat(call.signature())
                .isEqualTo(Objects.requireNonNull(expected.get("webhook-signature")));
    }

    private Secret secret(String path) {
        return new Secret(chat.at(path));
    }
}
