package dev.facteur.protocol.spf;

/// What SPF says of one client, and the way it was found.
///
/// @param domain that was asked about
/// @param mechanism the term that matched, as it is written; `""` when none did
/// @param explanation what the domain has to say to a client that fails, in printable ASCII; `""`
///   when nothing. Anybody can have written it: it is quoted, never obeyed
/// @param path the records that were read
public record SpfAnswer(
        SpfResult result, String domain, String mechanism, String explanation, SpfVisit path) {

    public boolean passes() {
        return result == SpfResult.PASS;
    }
}
