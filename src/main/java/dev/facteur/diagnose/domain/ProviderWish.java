package dev.facteur.diagnose.domain;

import dev.facteur.diagnose.ZoneRecord;
import dev.facteur.route.Provider;
import dev.facteur.route.SenderRecords;
import dev.facteur.route.SenderRecords.Wanted;
import java.time.Duration;

/// What the provider behind a route wants in a domain's DNS, as it told just now.
///
/// @param route the first by which the domain's mail leaves to that account
/// @param signs whether Facteur signs mail that leaves by it
public record ProviderWish(String route, boolean signs, Provider provider, SenderRecords told) {
    private static final Duration TTL = Duration.ofHours(1);

    static ZoneRecord record(Wanted wanted) {
        return new ZoneRecord(wanted.name(), wanted.type(), wanted.value(), TTL);
    }
}
