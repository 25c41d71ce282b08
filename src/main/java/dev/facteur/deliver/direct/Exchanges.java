package dev.facteur.deliver.direct;

import java.util.List;

/// The mail servers of a domain.
///
/// @param domain as it was asked for, in A-labels and lower case
/// @param name where aliases (CNAME) of the domain led; the domain where there were none
/// @param hosts in the order to try, at least one
/// @param named whether the domain names them by MX; false where it is its own server
/// @param authentic whether DNSSEC proves who they are
public record Exchanges(
        String domain, String name, List<Exchange> hosts, boolean named, boolean authentic) {
    public Exchanges {
        hosts = List.copyOf(hosts);
    }
}
