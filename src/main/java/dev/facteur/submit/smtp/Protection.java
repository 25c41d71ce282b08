package dev.facteur.submit.smtp;

/// How a door keeps what is said at it to itself.
public enum Protection {
    /// RFC 3207: nothing but the way to TLS works before TLS (587, 2525).
    STARTTLS,
    /// RFC 8314 §3.3: TLS from the first byte (465).
    IMPLICIT_TLS,
    /// The same machine only: no TLS, no login, everything belongs to one site.
    LOCAL
}
