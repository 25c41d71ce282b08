package dev.facteur.account;

/// Which site a mail is of that a local program handed over.
public sealed interface LocalOwner {
    record Of(Site site) implements LocalOwner {}

    /// Nobody has named one, and none sends as the sender.
    record Nobody() implements LocalOwner {}

    /// None has the name that was given.
    record Unknown(String name) implements LocalOwner {}

    /// The program runs as a user who may not speak for the site.
    record Stranger(String user, Site site) implements LocalOwner {}
}
