package dev.facteur.platform.imap;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Where a mailbox is and whose it is.
///
/// @param authorities PEM file with the only authorities that are trusted; null for the system's
public record ImapServer(
        String host, int port, Security security, String user, @Nullable Path authorities) {
    /// How the connection is secured; in clear nothing is ever sent but the wish for TLS.
    public enum Security {
        /// TLS from the first byte, usually port 993 (RFC 8314 §3.2).
        IMPLICIT,
        /// TLS asked for by STARTTLS, usually port 143.
        STARTTLS
    }

    public ImapServer {
        if (host.isBlank()) throw new IllegalArgumentException("the host is missing");
        if (port < 1 || port > 65_535) throw new IllegalArgumentException("no such port: " + port);
        if (user.chars().anyMatch(Character::isISOControl) || user.isEmpty()) {
            throw new IllegalArgumentException("the user name is empty or has control characters");
        }
    }

    /// `imap.example.com:993`.
    public String place() {
        return host + ":" + port;
    }
}
