package dev.facteur.house;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/// The rows of one table of a Markdown page, found by the text of its first header cell.
record MarkdownTable(List<List<String>> rows) {
    private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

    /// Reads the table whose header begins with `| firstHeader |`. A page without it is an error: a
    /// rule that reads nothing would pass everything.
    static MarkdownTable read(Path page, String firstHeader) throws IOException {
        var rows = new ArrayList<List<String>>();
        boolean inside = false;
        for (var line : Files.readAllLines(page)) {
            if (line.startsWith("| " + firstHeader + " |")) {
                inside = true;
            } else if (inside && !line.startsWith("|")) {
                break;
            } else if (inside && !line.startsWith("|---")) {
                rows.add(cells(line));
            }
        }
        if (rows.isEmpty()) {
            throw new IOException(page + " has no table that begins with " + firstHeader);
        }
        return new MarkdownTable(List.copyOf(rows));
    }

    private static List<String> cells(String line) {
        return Arrays.stream(line.substring(1).split("\\|", -1)).map(String::strip).toList();
    }

    /// The words in back-quotes of one cell.
    static List<String> quoted(String cell) {
        return QUOTED.matcher(cell).results().map(match -> match.group(1)).toList();
    }
}
