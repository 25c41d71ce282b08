package dev.facteur.submit.smtp;

/// How a door keeps what is said at it to itself.
public enum Protection {
    /// RFC 3207: nothing but the way to TLS works before TLS (587, 2525).
    STARTTLS,
    /// RFC 8314 §3.3: TLS from the first byte (465).
    IMPLICIT_TLS,
    /// Mail servers of strangers (25): TLS where they want it (RFC 7435), no login.
    OPEN,
    /// The same machine only: no TLS, no login, everything belongs to one site.
    LOCAL;

    boolean asksLogin() {
        return this == STARTTLS || this == IMPLICIT_TLS;
    }

    boolean offersStartTls() {
        return this == STARTTLS || this == OPEN;
    }
}
