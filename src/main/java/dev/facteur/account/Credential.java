package dev.facteur.account;

import java.util.List;

/// What a site proves itself with. Secrets are not in here; [Accounts] compares them.
///
/// @param senders addresses (`a@example.com`) or domains (`example.com`) this credential may send
///   as; empty means every domain of its site
/// @param recognisesRepeats whether a mail submitted again because its reply was lost is recognised
public record Credential(
        long id,
        long siteId,
        String name,
        Kind kind,
        List<String> senders,
        boolean recognisesRepeats) {
    public Credential {
        senders = List.copyOf(senders);
    }

    public enum Kind {
        /// User name and password for the SMTP doors.
        SMTP("smtp"),
        /// Bearer key for the HTTP API.
        API("api");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /// The word used in SQL, API and CLI.
        public String word() {
            return word;
        }

        public static Kind of(String word) {
            for (var kind : values()) {
                if (kind.word.equals(word)) return kind;
            }
            throw new IllegalArgumentException("no such kind of credential: " + word);
        }
    }
}
