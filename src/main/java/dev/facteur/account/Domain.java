package dev.facteur.account;

import java.util.List;

/// A sender domain: what may stand behind the @ of a From address.
///
/// @param name A-labels, lower case
/// @param sites names of the sites that may send as it
/// @param keys newest first
public record Domain(long id, String name, List<String> sites, List<DkimKey> keys) {
    public Domain {
        sites = List.copyOf(sites);
        keys = List.copyOf(keys);
    }
}
