package dev.facteur.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.facteur.mail.Address;
import dev.facteur.mail.Envelope;
import dev.facteur.mail.Notify;
import dev.facteur.mail.Recipient;
import dev.facteur.protocol.smtp.Answers;
import dev.facteur.protocol.smtp.Reply;
import dev.facteur.protocol.smtp.SmtpClient;
import dev.facteur.protocol.smtp.Timeouts;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// What a server may answer to us.
class ReplyFuzzTest {
    private static final int MOST_LINES = 100;
    private static final Envelope ENVELOPE =
            new Envelope(
                    new Address("a", "example.com"),
                    List.of(recipient(0), recipient(1)),
                    Envelope.Body.EIGHT_BIT,
                    false,
                    Envelope.Returned.HEADERS,
                    "id");
    private static final byte[] CONTENT = "Subject: a\r\n\r\n.b\r\n".getBytes(UTF_8);

    private static Recipient recipient(int number) {
        return new Recipient(number, new Address("b", "example.org"), Notify.NEVER, "rfc822;b");
    }

    @FuzzTest
    void serverIsUnderstoodTheSameHoweverItsWordsArrive(byte[] words) throws IOException {
        // A reply that is there before anything was asked ends the conversation, so here it matters
        // that the server waits.
        assertThat(conversation(Cuts.ONE_BY_ONE, words))
                .isEqualTo(conversation(Cuts.LINE_BY_LINE, words));
        conversation(Cuts.WHOLE, words);
        var replies = replies(Cuts.WHOLE, words);
        assertThat(replies(Cuts.ONE_BY_ONE, words)).isEqualTo(replies);
        assertThat(replies(Cuts.ANYHOW, words)).isEqualTo(replies);
    }

    private static List<String> replies(Cuts cut, byte[] words) throws IOException {
        var replies = new ArrayList<String>();
        try (var client = SmtpClient.over(new CannedServer(cut.stream(words)), Timeouts.DEFAULT)) {
            while (true) {
                var reply = client.greeting();
                requireHarmless(reply);
                requireReadAgain(reply);
                replies.add(reply.toString());
            }
        } catch (IOException e) {
            replies.add(e.getClass() + " " + e.getMessage());
            requireOneLine(replies.getLast());
        }
        return replies;
    }

    private static void requireHarmless(Reply reply) {
        assertThat(reply.code()).isBetween(200, 599);
        assertThat(reply.lines().size()).isBetween(1, MOST_LINES);
        for (var line : reply.lines()) requireOneLine(line);
        assertThat(reply.status()).matches("|[245]\\.[0-9]{1,3}\\.[0-9]{1,3}|3\\.[0-9.]{3,7}");
    }

    private static void requireOneLine(String text) {
        assertThat(text.chars()).noneMatch(Character::isISOControl);
    }

    private static void requireReadAgain(Reply reply) throws IOException {
        var wire = reply.wire();
        if (wire.lines().anyMatch(line -> line.getBytes(UTF_8).length > 2_000)) return;
        var again = new CannedServer(new ByteArrayInputStream(wire.getBytes(UTF_8)));
        try (var client = SmtpClient.over(again, Timeouts.DEFAULT)) {
            assertThat(withoutIndent(client.greeting())).isEqualTo(withoutIndent(reply));
        }
    }

    /// Blanks that stand between status and text are not kept.
    private static Reply withoutIndent(Reply reply) {
        var lines = reply.lines().stream().map(String::stripLeading).toList();
        return new Reply(reply.code(), reply.status(), lines);
    }

    /// The greeting, then what became of one mail.
    private static List<String> conversation(Cuts cut, byte[] words) throws IOException {
        var server = new CannedServer(cut.stream(words));
        var told = new ArrayList<String>();
        try (var client = SmtpClient.over(server, Timeouts.DEFAULT)) {
            told.add(client.greeting().toString());
            client.hello("a");
            var answers =
                    client.send(ENVELOPE, CONTENT.length, () -> new ByteArrayInputStream(CONTENT));
            var end = answers.end();
            boolean anybody = anybodyAccepted(answers);
            if (end != null && end.positive() && anybody) requireSent(server.heard());
            if (!anybody) assertThat(server.heard()).doesNotContain("Subject");
            told.add(answers.step().toString());
        } catch (IOException e) {
            told.add(e.getClass() + " " + e.getMessage());
        }
        assertThat(server.heard().replace("\r\n", "")).doesNotContain("\r", "\n", "\0");
        return told;
    }

    private static boolean anybodyAccepted(Answers answers) {
        var mail = answers.mail();
        if (mail == null || !mail.positive()) return false;
        return answers.recipients().stream().anyMatch(it -> it != null && it.positive());
    }

    /// A mail that somebody took has left whole, once.
    private static void requireSent(String heard) {
        assertThat(heard).endsWith("DATA\r\nSubject: a\r\n\r\n..b\r\n.\r\n");
        assertThat(heard).containsOnlyOnce("\r\nDATA\r\n");
    }
}
