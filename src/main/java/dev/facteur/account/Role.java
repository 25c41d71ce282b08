package dev.facteur.account;

import dev.facteur.platform.http.Right;
import java.util.Optional;

/// What a person who operates may do. Each may what those before it may.
public enum Role implements Right {
    /// See what is set up and what becomes of mails; not what stands in them.
    VIEWER("viewer"),
    /// Change it, and read and send mail.
    OPERATOR("operator"),
    /// Say who else may.
    OWNER("owner");

    private final String word;

    Role(String word) {
        this.word = word;
    }

    /// The word used in SQL, API and CLI.
    @Override
    public String word() {
        return word;
    }

    /// Whether it may what that one may.
    public boolean includes(Role other) {
        return compareTo(other) >= 0;
    }

    public static Optional<Role> of(String word) {
        for (var role : values()) {
            if (role.word.equals(word)) return Optional.of(role);
        }
        return Optional.empty();
    }
}
