package dev.facteur.diagnose;

import dev.facteur.deliver.verdict.Who;
import dev.facteur.mail.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Something that a [Check] has seen: a fact, not a text. What it says to people stands in the
/// catalogue under its code, see [FindingTexts].
///
/// @param code words joined by hyphens that do not change: `spf-missing`
/// @param who has to act; [Who#NOBODY] where nothing has to be done
/// @param subject what it is about: a domain, a route, a host
/// @param values what else its text says: `{1}`, `{2}` …; the subject is `{0}`
/// @param statements those of the values that are sentences of ours, by their number: their value
///   is the English of them
/// @param records to publish or to replace, as its steps say
/// @param evidence what was seen, raw, a line each; holds no secret
public record Finding(
        String code,
        Severity severity,
        Who who,
        String subject,
        List<String> values,
        Map<Integer, Statement> statements,
        List<ZoneRecord> records,
        List<String> evidence) {
    /// More would be a listing, not evidence.
    private static final int MOST_LINES = 40;

    private static final int LONGEST_LINE = 1_000;

    public Finding {
        statements = Map.copyOf(statements);
        values = values.stream().map(Finding::printable).toList();
        records = List.copyOf(records);
        evidence = evidence.stream().limit(MOST_LINES).map(Finding::shown).toList();
    }

    /// What strangers wrote, on one line and without control characters.
    private static String shown(String line) {
        var cut = line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) + "…" : line;
        return printable(cut);
    }

    /// Those of ISO 8859 too: a terminal may take 0x9B for the beginning of a command.
    static String printable(String text) {
        return text.replaceAll("[\\x00-\\x1F\\x7F-\\x9F]", " ");
    }

    /// All is well.
    public static Finding good(String code, String subject, Object... values) {
        return of(code, Severity.GOOD, Who.NOBODY, subject, values);
    }

    public static Finding of(
            String code, Severity severity, Who who, String subject, Object... values) {
        var texts = new ArrayList<String>();
        var statements = new HashMap<Integer, Statement>();
        for (var value : values) {
            texts.add(String.valueOf(value));
            if (value instanceof Statement statement) statements.put(texts.size(), statement);
        }
        return new Finding(code, severity, who, subject, texts, statements, List.of(), List.of());
    }

    /// Who has to act, as a word that does not change.
    public String actor() {
        return who.word();
    }

    public Finding publishing(ZoneRecord... more) {
        return new Finding(
                code, severity, who, subject, values, statements, List.of(more), evidence);
    }

    public Finding seeing(List<String> lines) {
        return new Finding(code, severity, who, subject, values, statements, records, lines);
    }
}
