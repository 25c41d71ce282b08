package dev.facteur.alert;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.facteur.platform.Clock;
import dev.facteur.platform.http.Json;
import dev.facteur.platform.secret.Secret;
import dev.facteur.webhook.Signature;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Writes a message as each service wants it. Nothing in it is read as that service's markup: a
/// domain like `_dmarc.example.com` stays as it is, and nobody is called by his name.
public final class Posts {
    /// Slack, Block Kit: a header has 150 characters, a section 3,000, a message 50 blocks.
    private static final int SLACK_HEADER = 150;

    private static final int SLACK_SECTION = 3_000;
    private static final int SLACK_SECTIONS = 40;

    /// Discord, Execute Webhook: `content` has up to 2,000 characters.
    private static final int DISCORD = 2_000;

    /// Discord, Message Flags: links in it are not unfolded.
    private static final int SUPPRESS_EMBEDS = 1 << 2;

    /// Telegram, sendMessage: 1 to 4,096 characters.
    private static final int TELEGRAM = 4_096;

    /// Teams: a message has 28 kB, as JSON; what is around the blocks has a few hundred.
    private static final int TEAMS_BYTES = 27_000;

    private static final int TEAMS_LINE = 2_000;

    private final URI telegram;
    private final Clock clock;

    /// @param telegram the server of the Bot API
    public Posts(URI telegram, Clock clock) {
        this.telegram = telegram;
        this.clock = clock;
    }

    /// docs.slack.dev, "Sending messages using incoming webhooks". As plain text, which no sign
    /// changes; `text` is what notifications show, and is escaped as the page demands.
    Post slack(Target.Slack target, Message message) {
        var blocks = new ArrayList<Map<String, Object>>();
        blocks.add(Map.of("type", "header", "text", plain(message.title(), SLACK_HEADER)));
        for (var section : message.sections()) {
            if (blocks.size() > SLACK_SECTIONS) break;
            blocks.add(Map.of("type", "section", "text", plain(section.text(), SLACK_SECTION)));
        }
        return json(target.address(), Map.of("text", escaped(message.subject()), "blocks", blocks));
    }

    private static Map<String, Object> plain(String text, int most) {
        return Map.of("type", "plain_text", "text", Message.cut(text, most), "emoji", false);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    /// discord.com/developers, "Execute Webhook". Markdown cannot be switched off, so its signs are
    /// escaped.
    Post discord(Target.Discord target, Message message) {
        var text =
                "**"
                        + message.title().replaceAll(MARKDOWN, "\\\\$0")
                        + "**\n"
                        + message.text().replaceAll(MARKDOWN, "\\\\$0");
        return json(
                target.address(),
                Map.of(
                        "content",
                        Message.cut(text, DISCORD),
                        "allowed_mentions",
                        Map.of("parse", List.of()),
                        "flags",
                        SUPPRESS_EMBEDS));
    }

    private static final String MARKDOWN = "[\\\\*_~`|>#\\[\\]()<@-]";

    /// learn.microsoft.com, "Create incoming webhooks with Workflows for Microsoft Teams". A
    /// RichTextBlock's runs are no Markdown.
    Post teams(Target.Teams target, Message message) {
        var body = blocks(message);
        var card =
                Map.of(
                        "$schema",
                        "http://adaptivecards.io/schemas/adaptive-card.json",
                        "type",
                        "AdaptiveCard",
                        "version",
                        "1.4",
                        "body",
                        body);
        var attachment =
                Map.of("contentType", "application/vnd.microsoft.card.adaptive", "content", card);
        return json(
                target.address(), Map.of("type", "message", "attachments", List.of(attachment)));
    }

    /// A block a line, as many as there is room for; what is left out is shown to be.
    private static List<Map<String, Object>> blocks(Message message) {
        var blocks = new ArrayList<Map<String, Object>>();
        blocks.add(block(message.title(), Map.of("weight", "Bolder")));
        int bytes = bytes(blocks);
        for (var line : message.text().split("\n", -1)) {
            var block = block(line, Map.of());
            bytes += bytes(block);
            if (bytes > TEAMS_BYTES) {
                blocks.add(block("…", Map.of()));
                return blocks;
            }
            blocks.add(block);
        }
        return blocks;
    }

    private static Map<String, Object> block(String line, Map<String, String> style) {
        var run = new HashMap<>(style);
        run.put("type", "TextRun");
        // A run without text is refused.
        run.put("text", line.isEmpty() ? " " : Message.cut(line, TEAMS_LINE));
        return Map.of("type", "RichTextBlock", "spacing", "None", "inlines", List.of(run));
    }

    /// With the comma behind it.
    private static int bytes(Object json) {
        return Json.write(json).getBytes(UTF_8).length + 1;
    }

    /// core.telegram.org/bots/api, `sendMessage`. Without `parse_mode` every sign is itself.
    Post telegram(Target.Telegram target, Message message) {
        var address = telegram + "/bot" + target.token().reveal() + "/sendMessage";
        return json(
                new Secret(address),
                Map.of(
                        "chat_id",
                        target.chat(),
                        "text",
                        Message.cut(message.title() + "\n\n" + message.text(), TELEGRAM),
                        "link_preview_options",
                        Map.of("is_disabled", true)));
    }

    /// As programs that are told of events are called (Standard Webhooks).
    ///
    /// @param id of the message; a repetition bears the same
    Post webhook(Target.Webhook target, String id, Object content) {
        var body = Json.write(content).getBytes(UTF_8);
        var signed = Signature.headers(target.secret(), id, clock.now(), body);
        var headers = new HashMap<>(signed);
        headers.putAll(headers());
        return new Post(URI.create(target.address().reveal()), headers, body);
    }

    private static Post json(Secret address, Map<String, Object> content) {
        return new Post(
                URI.create(address.reveal()), headers(), Json.write(content).getBytes(UTF_8));
    }

    private static Map<String, String> headers() {
        return Map.of("Content-Type", "application/json", "User-Agent", "Facteur");
    }
}
