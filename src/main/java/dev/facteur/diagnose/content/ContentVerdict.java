package dev.facteur.diagnose.content;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// What a filter thinks of a mail.
///
/// @param filter `rspamd` or `spamassassin`
/// @param score the sum of the points
/// @param threshold from which the filter refuses (rspamd) or calls it spam (SpamAssassin)
/// @param action what it would do
/// @param rules those that cost or gain something, the costliest first
public record ContentVerdict(
        String filter, double score, double threshold, Action action, List<RuleHit> rules) {
    private static final int MOST_RULES = 100;

    /// @throws IllegalArgumentException for points that are no numbers
    public ContentVerdict {
        if (!Double.isFinite(score) || !Double.isFinite(threshold)) {
            throw new IllegalArgumentException("points that are no number");
        }
        rules =
                rules.stream()
                        .sorted(Comparator.comparingDouble(RuleHit::points).reversed())
                        .limit(MOST_RULES)
                        .toList();
    }

    /// The best first.
    public enum Action {
        /// Into the inbox.
        PASS,
        /// Told to come again later.
        DELAY,
        /// Marked as spam, which puts it into that folder.
        MARK,
        /// Not taken.
        REFUSE;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// One rule that fits the mail.
    ///
    /// @param name as the filter calls it
    /// @param points above zero they make it spam
    /// @param description the filter's own, on one line; `""` when it has none
    public record RuleHit(String name, double points, String description) {
        private static final int LONGEST_NAME = 80;
        private static final int LONGEST_DESCRIPTION = 200;

        /// @throws IllegalArgumentException for points that are no number
        public RuleHit {
            if (!Double.isFinite(points)) {
                throw new IllegalArgumentException("points that are no number");
            }
            name = shown(name, LONGEST_NAME);
            description = shown(description, LONGEST_DESCRIPTION);
        }

        /// The filter may quote the mail, and anybody may have written that: no controls, none of
        /// the characters that turn text round, and not too long.
        private static String shown(String text, int longest) {
            var cut = new StringBuilder();
            text.codePoints()
                    .limit(longest)
                    .map(point -> isShown(point) ? point : ' ')
                    .forEach(cut::appendCodePoint);
            return cut.toString().strip();
        }

        private static boolean isShown(int point) {
            return switch (Character.getType(point)) {
                case Character.CONTROL,
                        Character.FORMAT,
                        Character.LINE_SEPARATOR,
                        Character.PARAGRAPH_SEPARATOR,
                        Character.SURROGATE ->
                        false;
                default -> true;
            };
        }
    }
}
