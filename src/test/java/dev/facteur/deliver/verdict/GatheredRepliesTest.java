package dev.facteur.deliver.verdict;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The table against what servers of all kinds have answered. The shares are what is reached today;
/// a change may raise them.
class GatheredRepliesTest {
    private static final Path REPLIES =
            Path.of("src/test/resources/vectors/bounces/gathered/replies.tsv");

    private static final List<Row> ROWS = new ArrayList<>();

    private record Row(boolean gone, Answer answer) {
        static Row of(String line) {
            var cells = line.split("\t", -1);
            var answer =
                    new Answer(
                            Speaker.valueOf(cells[1].toUpperCase(Locale.ROOT)),
                            null,
                            where(cells[2]),
                            Integer.parseInt(cells[3]),
                            cells[4].equals("-") ? "" : cells[4],
                            cells[5]);
            return new Row(cells[0].equals("hard"), answer);
        }

        private static @Nullable Where where(String cell) {
            return cell.equals("-") ? null : Where.valueOf(cell.toUpperCase(Locale.ROOT));
        }

        boolean isGivenUp() {
            return Meanings.of(answer).verdict() == Verdict.REFUSE_RECIPIENT;
        }
    }

    @BeforeAll
    static void readAll() throws IOException {
        ROWS.clear();
        Files.readAllLines(REPLIES, UTF_8).stream().skip(1).map(Row::of).forEach(ROWS::add);
    }

    @Test
    void anAddressThatIsGoodIsHardlyEverGivenUp() {
        assertThat(ROWS.stream().filter(row -> !row.gone && row.isGivenUp()))
                .extracting(row -> row.answer.text())
                .containsExactly(
                        // The name is that of the domain's exchanger.
                        "<someone@example.org>... Host unknown (Name server: example.org.: host not"
                                + " found)");
    }

    @Test
    void anAddressThatIsGoneIsGivenUpInNearlyAllWords() {
        var gone = ROWS.stream().filter(Row::gone).toList();
        long right = gone.stream().filter(Row::isGivenUp).count();
        assertThat(10_000L * right / gone.size()).isGreaterThan(9_300);
    }
}
