package dev.facteur.account;

import java.util.Optional;

/// Under which domain mail leaves: under its sender's own once that is verified, until then under
/// the operator's fallback, if there is one. Answers from memory. Safe for use by many threads.
public final class Fallback {
    private final Accounts accounts;
    private final String name;

    /// @param name of the operator's domain, A-labels, lower case; `""`: there is none
    public Fallback(Accounts accounts, String name) {
        this.accounts = accounts;
        this.name = name;
    }

    /// No domain stands in for another.
    public static Fallback none(Accounts accounts) {
        return new Fallback(accounts, "");
    }

    /// The domain that stands in for others now. One that is not verified itself does not.
    public Optional<String> domain() {
        return accounts.verified(name) ? Optional.of(name) : Optional.empty();
    }

    /// Whether mail of a domain leaves under its own name or, for now, another one's.
    public boolean lets(String domain) {
        return leavesAs(domain).isPresent();
    }

    /// The domain itself, or the one that stands in for it; empty while it may leave under no name.
    ///
    /// A domain that was removed while its mail waits counts as one that is not verified; where
    /// nothing stands in, its mail leaves as it is, since nobody is left who could verify it.
    public Optional<String> leavesAs(String domain) {
        var known = accounts.domain(domain);
        if (known.isPresent() && known.get().verified()) return Optional.of(domain);
        var fallback = domain();
        return fallback.isEmpty() && known.isEmpty() ? Optional.of(domain) : fallback;
    }

    /// The configured name, whether or not it can stand in now; `""` when there is none.
    public String name() {
        return name;
    }
}
