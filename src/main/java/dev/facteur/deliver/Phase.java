package dev.facteur.deliver;

/// How far an attempt came. The order is the order in time; after [#FINAL_DOT] the remote may have
/// the mail although we never read its answer.
public enum Phase {
    CONNECT,
    GREETING,
    EHLO,
    STARTTLS,
    AUTH,
    MAIL,
    RCPT,
    DATA,
    CONTENT,
    FINAL_DOT
}
