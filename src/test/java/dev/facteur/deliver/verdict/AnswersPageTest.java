package dev.facteur.deliver.verdict;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.PropertyResourceBundle;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The page for people is made of the table. When this test fails, look at `target/answers.md` and
/// copy it over the page.
class AnswersPageTest {
    private static final Path PAGE = Path.of("docs/reference-answers.md");
    private static final Path ENGLISH =
            Path.of("src/main/resources/dev/facteur/cli/messages_en.properties");

    @Test
    void thePageSaysWhatTheTableSays() throws IOException {
        var page = page();
        Files.writeString(Path.of("target/answers.md"), page);
        assertThat(Files.exists(PAGE) ? Files.readString(PAGE) : "").isEqualTo(page);
    }

    private static String page() throws IOException {
        PropertyResourceBundle words;
        try (var reader = Files.newBufferedReader(ENGLISH, UTF_8)) {
            words = new PropertyResourceBundle(reader);
        }
        var reasons = new StringBuilder();
        for (var reason : Reason.values()) {
            reasons.append(
                    "| `%s` | %s | %s |%n"
                            .formatted(
                                    reason.word(),
                                    words.getString("who." + reason.who().word()),
                                    words.getString("advice." + reason.word())));
        }
        var examples =
                AnswerTable.shipped().rows().stream()
                        .map(AnswersPageTest::example)
                        .collect(Collectors.joining());
        return page(reasons.toString(), examples);
    }

    private static String example(AnswerRow row) {
        return "| %s | %s | %s | `%s` |%n"
                .formatted(
                        row.speakers().stream()
                                .map(speaker -> speaker.name().toLowerCase(Locale.ROOT))
                                .sorted()
                                .collect(Collectors.joining(", ")),
                        code(row.example().replace(" - ", " ").replaceFirst(" -$", "")),
                        Meanings.of(atRcpt(row))
                                .verdict()
                                .name()
                                .toLowerCase(Locale.ROOT)
                                .replace('_', ' '),
                        row.meaning().reason().word());
    }

    /// What a row means is told for where most of it is said.
    private static Answer atRcpt(AnswerRow row) {
        var examples = Examples.of(row);
        return examples.stream()
                .filter(answer -> answer.where() == Where.RCPT)
                .findFirst()
                .orElse(examples.getFirst());
    }

    private static String code(String text) {
        return text.contains("`") ? "`` " + text + " ``" : "`" + text + "`";
    }

    private static String page(String reasons, String examples) {
        return """
        # What the answers of other servers mean

        When a server or a provider does not take a mail, Facteur reads its answer by one table, from the
        top: who said it and in which words, then the status code, then the reply code. What comes of it
        is one of these:

        | verdict | the mail |
        |---|---|
        | retry | waits and is tried again; where *you* have to act (a sender that is not verified), other mail of the route goes on |
        | park | waits together with all mail of the route, until the account there is in order |
        | refuse recipient | fails: the address will not do, today or later |
        | refuse mail | fails: this mail is not taken, another one may be |
        | uncertain | nobody knows whether it was taken |
        | delivered | had been taken before |

        Trouble of your account at a provider never fails a mail. A refusal that a server says with 4xx
        means *retry*.

        `./facteur mail show ID` says below the reply who has to act and what to do. Its `--json` has the
        words of this page: `reason` and `who`. What Facteur says of an attempt itself is in `said`, as codes that
        do not change and their values, and in `sentence` in the reader's language (`--lang`; for the API
        `?lang=` or `Accept-Language`). A reply stays in the words of the server that gave it.

        ## Reasons

        | reason | who acts | what to do |
        |---|---|---|
        %s
        ## Answers

        Each answer was given by somebody, or stands in the document of the one who gives it: by a route's
        server (relay), a provider's HTTP API (api), the recipient's own server (mx), or in a report that
        came back by mail (notice).

        The verdict is that of an answer to RCPT. Some words (*unknown user*) filters say as well: after
        the content, or in a report that does not tell what was answered, they refuse the mail and leave
        the address alone, unless the status is about addresses (5.1.z).

        | said by | answer | verdict | reason |
        |---|---|---|---|
        %s
        An answer that is read wrongly is a line in `answers.tsv`: tell us, with the whole reply.
        """
                .formatted(reasons, examples);
    }
}
