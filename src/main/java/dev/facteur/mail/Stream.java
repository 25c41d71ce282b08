package dev.facteur.mail;

/// The two kinds of mail that are kept apart, so that one cannot ruin the other's reputation or
/// hold it up.
public enum Stream {
    /// Answers to something a person just did: a reset, an order, a form.
    TRANSACTIONAL("transactional"),
    /// The same mail to many: newsletters, announcements.
    BROADCAST("broadcast");

    private final String word;

    Stream(String word) {
        this.word = word;
    }

    /// The word used in SQL, API, pages and the CLI.
    public String word() {
        return word;
    }

    public static Stream of(String word) {
        for (var stream : values()) {
            if (stream.word.equals(word)) return stream;
        }
        throw new IllegalArgumentException("no such stream: " + word);
    }
}
