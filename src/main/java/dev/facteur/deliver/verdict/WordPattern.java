package dev.facteur.deliver.verdict;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// What the words of an answer have to contain, in this order: `user|mailbox~unknown|not found`.
///
/// @param parts empty when it is content with all words
record WordPattern(List<Part> parts) {
    /// What a remote says beyond this is not looked at.
    private static final int MAX = 4096;

    /// How many characters may stand before a part that has to be near.
    private static final int NEAR = 40;

    private static final Pattern SPACE = Pattern.compile("\\s+");

    /// @param choice one of these is enough
    /// @param near whether it has to follow closely what stands before it
    private record Part(List<String> choice, boolean near) {}

    /// @param cell `*` between two parts: anything; `~`: few characters; `|` within one: or
    /// @throws IllegalArgumentException when it is not written as words are compared
    static WordPattern of(String cell) {
        if (cell.equals("*")) return new WordPattern(List.of());
        if (!cell.equals(canonical(cell))) {
            throw new IllegalArgumentException("write the words small: " + cell);
        }
        var parts = new ArrayList<Part>();
        for (var far : cell.split("\\*", -1)) {
            boolean near = false;
            for (var part : far.split("~", -1)) {
                parts.add(new Part(Arrays.asList(part.split("\\|", -1)), near));
                near = true;
            }
        }
        return new WordPattern(List.copyOf(parts));
    }

    /// Small letters, one space between words: how words are compared.
    static String canonical(String text) {
        var words = text.length() > MAX ? text.substring(0, MAX) : text;
        return SPACE.matcher(words.toLowerCase(Locale.ROOT)).replaceAll(" ");
    }

    /// @param words [canonical][#canonical]
    boolean fit(String words) {
        return fit(words, 0, 0);
    }

    private boolean fit(String words, int index, int from) {
        if (index == parts.size()) return true;
        var part = parts.get(index);
        boolean nextIsNear = index + 1 < parts.size() && parts.get(index + 1).near;
        for (var fragment : part.choice) {
            int until = part.near ? from + NEAR + fragment.length() : words.length();
            int end = Math.min(until, words.length());
            int at = words.indexOf(fragment, from, end);
            while (at >= 0) {
                if (fit(words, index + 1, at + fragment.length())) return true;
                // A later place leaves less room for what may stand anywhere behind it.
                at = nextIsNear ? words.indexOf(fragment, at + 1, end) : -1;
            }
        }
        return false;
    }
}
