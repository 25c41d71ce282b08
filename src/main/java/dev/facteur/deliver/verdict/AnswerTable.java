package dev.facteur.deliver.verdict;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.facteur.protocol.bounce.Addresses;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.List;

/// The rows of `answers.tsv` in their order; the first that fits an answer decides.
record AnswerTable(List<AnswerRow> rows) {
    private static final String NAME = "answers.tsv";

    /// The names of the columns, which are also the first line of the table.
    static final List<String> COLUMNS =
            List.of(
                    "speaker",
                    "provider",
                    "where",
                    "code",
                    "status",
                    "text",
                    "verdict",
                    "reason",
                    "wait",
                    "example",
                    "source");

    AnswerTable {
        rows = List.copyOf(rows);
    }

    /// The one in the jar.
    ///
    /// @throws IllegalStateException when it cannot be read; names the line
    static AnswerTable shipped() {
        try (var in = AnswerTable.class.getResourceAsStream(NAME)) {
            if (in == null) throw new IllegalStateException(NAME + " is not in the jar");
            return read(new BufferedReader(new InputStreamReader(in, UTF_8)).lines().toList());
        } catch (IOException e) {
            throw new IllegalStateException(NAME + " cannot be read", e);
        }
    }

    /// Lines that begin with `#` and empty ones say nothing; the first other one names the columns.
    ///
    /// @throws IllegalStateException names the line that is wrong, and what is wrong with it
    static AnswerTable read(List<String> lines) {
        var rows = new ArrayList<AnswerRow>();
        boolean headed = false;
        for (int i = 0; i < lines.size(); i++) {
            var line = lines.get(i);
            if (line.isBlank() || line.startsWith("#")) continue;
            var cells = List.of(line.split("\t", -1));
            try {
                if (headed) rows.add(AnswerRow.of(i + 1, cells));
                else requireHead(cells);
            } catch (IllegalArgumentException wrong) {
                var message = "%s:%d: %s".formatted(NAME, i + 1, wrong.getMessage());
                throw new IllegalStateException(message, wrong);
            }
            headed = true;
        }
        return new AnswerTable(rows);
    }

    private static void requireHead(List<String> cells) {
        if (!cells.equals(COLUMNS))
            throw new IllegalArgumentException("the columns are " + COLUMNS);
    }

    /// What was said, without the addresses in it: `spam@` and `dmarc-reports@` are recipients too.
    private static String words(String said) {
        var words = WordPattern.canonical(said);
        if (words.indexOf('@') < 0) return words;
        for (var address : Addresses.in(words)) words = words.replace(address.toString(), "@");
        return words;
    }

    /// @throws IllegalStateException when none fits, which the last rows exclude
    AnswerRow row(Answer answer) {
        var words = words(answer.text());
        for (var row : rows) {
            if (row.fits(answer, words)) return row;
        }
        throw new IllegalStateException("no row for " + answer);
    }
}
