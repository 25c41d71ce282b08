package dev.facteur.protocol.bounce;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.facteur.protocol.smtp.Step;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What tells one kind of returned mail from another where no standard is followed: the rows of
/// `signs.tsv` beside this class, which says what each column means.
final class Signs {
    private static final List<Row> ROWS = read();

    private Signs() {}

    enum Sign {
        FAILED,
        DELAYED,
        COMPLAINT,
        AWAY,
        CHALLENGE,
        /// The mail that is given back begins after this line.
        MAIL_FOLLOWS,
        AT_CONNECT,
        AT_MAIL,
        AT_RCPT,
        AT_CONTENT;

        private @Nullable Step step() {
            return switch (this) {
                case AT_CONNECT -> Step.EHLO;
                case AT_MAIL -> Step.MAIL;
                case AT_RCPT -> Step.RCPT;
                case AT_CONTENT -> Step.FINAL_DOT;
                case FAILED, DELAYED, COMPLAINT, AWAY, CHALLENGE, MAIL_FOLLOWS -> null;
            };
        }
    }

    enum Place {
        FROM,
        SUBJECT,
        HEADER,
        TEXT
    }

    private record Row(Sign sign, Place place, String words) {}

    private static List<Row> read() {
        var rows = new ArrayList<Row>();
        try (var in = Signs.class.getResourceAsStream("signs.tsv")) {
            if (in == null) throw new IllegalStateException("signs.tsv is not in the jar");
            var lines = new BufferedReader(new InputStreamReader(in, UTF_8)).lines();
            for (var line : (Iterable<String>) lines::iterator) {
                if (!line.isBlank() && !line.startsWith("#")) rows.add(row(line));
            }
        } catch (IOException e) {
            throw new IllegalStateException("signs.tsv cannot be read", e);
        }
        return List.copyOf(rows);
    }

    private static Row row(String line) {
        var cells = line.split("\t", -1);
        if (cells.length != 4) throw new IllegalStateException("signs.tsv: four cells in " + line);
        if (!cells[2].equals(canonical(cells[2]))) {
            throw new IllegalStateException("signs.tsv: write the words small: " + line);
        }
        var sign = Sign.valueOf(cells[0].toUpperCase(Locale.ROOT).replace('-', '_'));
        return new Row(sign, Place.valueOf(cells[1].toUpperCase(Locale.ROOT)), cells[2]);
    }

    /// Small letters, one space between words: how words are compared.
    static String canonical(String text) {
        var out = new StringBuilder(text.length());
        boolean gap = false;
        var small = text.toLowerCase(Locale.ROOT);
        for (int i = 0; i < small.length(); i++) {
            char c = small.charAt(i);
            if (Character.isWhitespace(c) || c == '\u00a0') {
                gap = !out.isEmpty();
            } else {
                if (gap) out.append(' ');
                out.append(c == '\u2019' ? '\'' : c);
                gap = false;
            }
        }
        return out.toString();
    }

    /// @param canonical see [#canonical]
    static boolean shows(Sign sign, Place place, String canonical) {
        for (var row : ROWS) {
            if (row.sign == sign && row.place == place && canonical.contains(row.words))
                return true;
        }
        return false;
    }

    /// What a refusal answered to, by the first row that fits what is told around it; null when
    /// none does.
    static @Nullable Step step(String canonical) {
        for (var row : ROWS) {
            var step = row.sign.step();
            if (step != null && canonical.contains(row.words)) return step;
        }
        return null;
    }
}
