package dev.facteur.diagnose;

import java.util.Locale;

/// How bad a finding is, the worst last.
public enum Severity {
    /// It was looked at, and is as it should be.
    GOOD,
    /// Worth knowing; nothing has to be done.
    NOTICE,
    /// Mail suffers, or will.
    WARNING,
    /// Mail does not arrive.
    PROBLEM;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
