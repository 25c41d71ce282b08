package dev.facteur.sign;

import dev.facteur.mail.Statement;

/// A mail may leave under no name now: its sender's domain is not verified, and none stands in for
/// it. It waits for somebody to act.
public final class NoName extends Exception {
    private final transient Statement statement;

    NoName(String domain) {
        super(null, null, false, false);
        this.statement = Saying.DOMAIN_UNVERIFIED.with(domain);
    }

    /// For people.
    public Statement statement() {
        return statement;
    }

    @Override
    public String getMessage() {
        return statement.english();
    }
}
