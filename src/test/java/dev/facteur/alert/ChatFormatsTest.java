package dev.facteur.alert;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.platform.secret.Secret;
import dev.facteur.testkit.ManualClock;
import dev.facteur.testkit.NpmPackages;
import dev.facteur.testkit.Program;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// What the chats get, judged by what their makers and the authors of their client libraries say
/// that a message is: types for Slack, Discord and Telegram, Microsoft's own reader for Teams.
class ChatFormatsTest {
    private static final List<Message> MESSAGES =
            List.of(message("a \"b\" <c>", 1, 1), message("é😀".repeat(300), 30, 300));

    private static final String TYPES =
            """
            import type { KnownBlock } from "@slack/types";
            import type { RESTPostAPIWebhookWithTokenJSONBody } from "discord-api-types/v10";
            import type { ApiMethods } from "@grammyjs/types";
            type Slack = { text: string; blocks: KnownBlock[] };
            type Discord = RESTPostAPIWebhookWithTokenJSONBody;
            type Telegram = Parameters<ApiMethods<never>["sendMessage"]>[0];
            """;

    /// Tells what Microsoft's reader finds wrong with a card, a line each.
    private static final String READER =
            """
            const cards = require("adaptivecards/dist/adaptivecards.js");
            const context = new cards.SerializationContext(cards.Versions.v1_4);
            const card = JSON.parse(require("fs").readFileSync(process.argv[2], "utf8"));
            new cards.AdaptiveCard().parse(card, context);
            for (let i = 0; i < context.eventCount; i++) console.log(context.getEventAt(i).message);
            """;

    private final Posts posts = new Posts(URI.create("https://bots.example"), new ManualClock());
    @TempDir Path folder;

    private static Message message(String head, int sections, int lines) {
        var section = new Message.Section(head, Stream.generate(() -> head).limit(lines).toList());
        return new Message(head, head, Stream.generate(() -> section).limit(sections).toList());
    }

    @Test
    void slackDiscordAndTelegramGetWhatTheirTypesDescribe() throws Exception {
        var source = new StringBuilder(TYPES);
        for (var message : MESSAGES) {
            source.append(typed("Slack", posts.slack(new Target.Slack(address()), message)));
            source.append(typed("Discord", posts.discord(new Target.Discord(address()), message)));
            var bot = new Target.Telegram(new Secret("1:a"), "-1001");
            source.append(typed("Telegram", posts.telegram(bot, message)));
        }
        assertThat(wrong(source.toString())).isEmpty();
    }

    @Test
    void theTypesWouldShowAWrongMember() throws Exception {
        var source =
                """
                export const a: Discord = { content: 1 };
                export const b: Slack = { text: "", blocks: [{ type: "header", text: "x" }] };
                export const c: Telegram = { chat_id: "1", text: "x", parse: "none" };
                """;
        assertThat(wrong(TYPES + source).lines())
                .filteredOn(line -> line.contains(": error "))
                .hasSize(3);
    }

    @Test
    void teamsGetsACardThatItsReaderTakesWithoutAWord() throws Exception {
        for (var message : MESSAGES) {
            var post = posts.teams(new Target.Teams(address()), message);
            var body = JsonMapper.shared().readTree(post.body());
            assertThat(read(body.at("/attachments/0/content").toString())).isEmpty();
        }
        assertThat(
                        read(
                                "{\"type\":\"AdaptiveCard\",\"version\":\"1.4\",\"body\":[{\"type\":\"Odd\"}]}"))
                .contains("Odd");
    }

    private static Secret address() {
        return new Secret("https://chat.example/x");
    }

    private static String typed(String type, Post post) {
        return "{ const sent: %s = %s; }%n".formatted(type, new String(post.body(), UTF_8));
    }

    /// What the compiler of TypeScript says.
    private String wrong(String source) throws IOException {
        NpmPackages.fetched("@slack/types", "3.2.0");
        NpmPackages.fetched("discord-api-types", "0.38.57");
        NpmPackages.fetched("@grammyjs/types", "5.0.0");
        var modules = NpmPackages.fetched("typescript", "5.9.3");
        Files.createSymbolicLink(folder.resolve("node_modules"), modules);
        Files.writeString(folder.resolve("messages.ts"), source);
        var options = "--noEmit --strict --skipLibCheck --module nodenext --target es2022";
        var command = "node " + modules.resolve("typescript/bin/tsc") + " " + options;
        return Program.of((Object[]) (command + " messages.ts").split(" "))
                .folder(folder)
                .run()
                .out();
    }

    private String read(String card) throws IOException {
        var modules = NpmPackages.fetched("adaptivecards", "3.0.6");
        var reader = Files.writeString(folder.resolve("reader.cjs"), READER);
        var file = Files.writeString(folder.resolve("card.json"), card);
        return Program.of("node", reader, file)
                .environment("NODE_PATH", modules.toString())
                .succeed()
                .out();
    }
}
