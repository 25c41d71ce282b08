package dev.facteur.route;

import dev.facteur.mail.Statement;

/// No access token is to be had. What it says holds no secret.
public final class NoToken extends Exception {
    private final transient Statement statement;
    private final boolean lasting;

    private NoToken(Statement statement, boolean lasting) {
        super(statement.english(), null, false, false);
        this.statement = statement;
        this.lasting = lasting;
    }

    /// It may be better the next time.
    public static NoToken forNow(Statement why) {
        return new NoToken(why, false);
    }

    /// It stays so until somebody acts.
    public static NoToken lasting(Statement why) {
        return new NoToken(why, true);
    }

    public boolean lasting() {
        return lasting;
    }

    /// For people.
    public Statement statement() {
        return statement;
    }

    /// In English.
    public String sentence() {
        return statement.english();
    }
}
