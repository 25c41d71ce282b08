package dev.facteur.account;

import java.util.List;

/// What a site proves itself with. Secrets are not in here; [Credentials] compares them.
///
/// @param senders addresses (`a@example.com`) or domains (`example.com`) this credential may send
///   as; empty means every domain of its site
/// @param recognisesRepeats whether a mail submitted again because its reply was lost is recognised
public record Credential(
        long id,
        long siteId,
        String name,
        Kind kind,
        List<String> senders,
        boolean recognisesRepeats) {
    public Credential {
        senders = List.copyOf(senders);
    }

    public enum Kind {
        /// User name and password for the SMTP doors.
        SMTP,
        /// Bearer key for the HTTP API.
        API
    }
}
