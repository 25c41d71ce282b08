package dev.facteur.deliver.verdict;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The examples of the table as the answers they were.
final class Examples {
    private static final Pattern EXAMPLE = Pattern.compile("(\\d{3})(?: (\\S+))?(?: (.*))?");

    private Examples() {}

    /// As often as the row claims to hold: for each speaker, at each place.
    static List<Answer> of(AnswerRow row) {
        var parts = EXAMPLE.matcher(row.example());
        if (!parts.matches()) throw new IllegalArgumentException("line " + row.line());
        int code = Integer.parseInt(parts.group(1));
        var status = parts.group(2) == null || parts.group(2).equals("-") ? "" : parts.group(2);
        var text = parts.group(3) == null ? "" : parts.group(3);
        var answers = new ArrayList<Answer>();
        for (var speaker : row.speakers()) {
            for (var where : row.where().isEmpty() ? anywhere(speaker) : row.where()) {
                answers.add(new Answer(speaker, row.provider(), where, code, status, text));
            }
        }
        return answers;
    }

    /// What holds everywhere is said of a mail most of the time.
    private static Iterable<@Nullable Where> anywhere(Speaker speaker) {
        var places = new ArrayList<@Nullable Where>();
        places.add(null);
        boolean server = speaker == Speaker.RELAY || speaker == Speaker.MX;
        if (server) places.addAll(List.of(Where.RCPT, Where.CONTENT));
        return places;
    }
}
