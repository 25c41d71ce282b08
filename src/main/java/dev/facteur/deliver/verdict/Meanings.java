package dev.facteur.deliver.verdict;

/// What the answers of remotes mean. The only place where they are interpreted; used by all ways
/// out.
///
/// Pure, from any thread. The evidence counts in this order: who answered, the words, the status
/// code, the reply code; the table `answers.tsv` beside this class is sorted that way and its first
/// row that fits decides.
public final class Meanings {
    private static final AnswerTable TABLE = AnswerTable.shipped();

    private Meanings() {}

    /// @param answer one that is not the success that was waited for
    public static Meaning of(Answer answer) {
        return TABLE.row(answer).meaning(answer);
    }

    /// Reads the table now rather than at the first refusal: a broken one has to fail the start.
    public static void load() {
        if (TABLE.rows().isEmpty()) throw new IllegalStateException("the table is empty");
    }
}
