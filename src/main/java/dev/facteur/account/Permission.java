package dev.facteur.account;

import dev.facteur.platform.http.Right;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/// What an API key opens, within its own site.
public enum Permission implements Right {
    /// Hand mail over.
    SEND("send"),
    /// List its mails and see what became of them.
    READ("read"),
    /// See what stands in them: they hold customers' data, and links that open accounts.
    READ_BODIES("read-bodies"),
    /// Cancel and retry its mails.
    MANAGE("manage"),
    /// Add a route of its own, by an account at a provider that is known here.
    ROUTES("routes"),
    /// Erase what is known of a person.
    ERASE("erase"),
    /// Change to which addresses its mail does not go; to see that is to read.
    SUPPRESSIONS("suppressions"),
    /// See and change who is told of its events.
    WEBHOOKS("webhooks");

    private final String word;

    Permission(String word) {
        this.word = word;
    }

    /// The least that a person must be, to do the same.
    public Role role() {
        return this == READ ? Role.VIEWER : Role.OPERATOR;
    }

    /// The word used in SQL, API and CLI.
    @Override
    public String word() {
        return word;
    }

    public static Optional<Permission> of(String word) {
        for (var permission : values()) {
            if (permission.word.equals(word)) return Optional.of(permission);
        }
        return Optional.empty();
    }

    /// What a key opens when nobody says more.
    public static Set<Permission> usual() {
        return EnumSet.of(SEND, READ);
    }
}
