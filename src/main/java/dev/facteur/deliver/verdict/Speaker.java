package dev.facteur.deliver.verdict;

/// Who answered. The same words mean different things: a policy that our provider names is about
/// our account, one that the recipient's server names is about the mail.
public enum Speaker {
    /// A route's server, by SMTP: it knows us and passes on what we send.
    RELAY,
    /// A route's provider, by its HTTP API.
    API,
    /// The recipient's own server, by SMTP.
    MX,
    /// A report that came back by mail, in its own words: it quotes no server.
    NOTICE
}
