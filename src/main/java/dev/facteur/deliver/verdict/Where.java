package dev.facteur.deliver.verdict;

/// What was answered, as far as it matters to the meaning.
public enum Where {
    /// Anything before the login: greeting, EHLO, STARTTLS.
    CONNECT,
    LOGIN,
    MAIL,
    RCPT,
    /// DATA or BDAT, and the whole mail after it.
    CONTENT
}
