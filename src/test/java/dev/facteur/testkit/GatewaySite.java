package dev.facteur.testkit;

import java.util.Map;

/// A site that was set up in a gateway: what its owner would paste into a mail plugin.
///
/// @param domain the domain it sends from
/// @param user and `password` for SMTP
/// @param apiKey for HTTP
/// @param dkimRecords TXT record by name, as `facteur domain add` printed them
public record GatewaySite(
        String name,
        String domain,
        String user,
        String password,
        String apiKey,
        Map<String, String> dkimRecords) {
    public GatewaySite {
        dkimRecords = Map.copyOf(dkimRecords);
    }

    /// Keeps the secrets out of messages of failed tests.
    @Override
    public String toString() {
        return "site " + name + " sending from " + domain;
    }
}
