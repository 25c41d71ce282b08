package dev.facteur.protocol.smtp;

/// Where a client's conversation stands, in the order of time. What a broken connection means
/// depends on it: after [#FINAL_DOT] the server may have the mail although we read no answer.
public enum Step {
    GREETING,
    TLS,
    EHLO,
    STARTTLS,
    AUTH,
    /// Between two transactions.
    IDLE,
    MAIL,
    RCPT,
    DATA,
    CONTENT,
    FINAL_DOT,
    QUIT
}
