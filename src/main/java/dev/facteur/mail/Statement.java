package dev.facteur.mail;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What is said to people, a sentence or a few, as facts: the words of another language are found
/// by the codes and take the same values. Holds no secret.
///
/// @param english all of it
/// @param parts its sentences in their order; see `diagnose.FindingTexts` for other languages
public record Statement(String english, List<Part> parts) {
    /// Nothing is said.
    public static final Statement NONE = new Statement("", List.of());

    public Statement {
        parts = List.copyOf(parts);
    }

    /// One sentence, or what leads to the next one.
    ///
    /// @param code of a [Wording]
    /// @param values what stands in its places, from `{1}` on
    /// @param lists those of the values that are [Phrases], by their number: their value is the
    ///   English of them; null where there are none
    public record Part(String code, List<String> values, @Nullable Map<Integer, List<Part>> lists) {
        public Part {
            values = List.copyOf(values);
            lists = lists == null || lists.isEmpty() ? null : Map.copyOf(lists);
        }

        /// The phrases that are that value; none where it is none of ours.
        public List<Part> list(int number) {
            return lists == null ? List.of() : lists.getOrDefault(number, List.of());
        }
    }

    private enum Saying implements Wording {
        WORDS("{1}");

        private final String english;

        Saying(String english) {
            this.english = english;
        }

        @Override
        public String english() {
            return english;
        }
    }

    /// The words of somebody else, which stay as they are in every language.
    public static Statement quoting(String words) {
        return Saying.WORDS.with(words);
    }

    /// This, and then that.
    public Statement and(Statement next) {
        var both = new ArrayList<>(parts);
        both.addAll(next.parts);
        return new Statement(english + " " + next.english, both);
    }

    public Statement and(Stream<Statement> others) {
        return others.reduce(this, Statement::and);
    }

    /// In English.
    @Override
    public String toString() {
        return english;
    }
}
