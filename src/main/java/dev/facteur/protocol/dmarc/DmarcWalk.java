package dev.facteur.protocol.dmarc;

import dev.facteur.protocol.dmarc.DmarcRecord.PublicSuffix;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The way up from a domain, in search of records (RFC 9989 §4.10).
///
/// @param domain where it began
/// @param stops the domains that were asked, in their order
public record DmarcWalk(String domain, List<Stop> stops) {
    public DmarcWalk {
        stops = List.copyOf(stops);
    }

    /// A domain that was asked.
    ///
    /// @param record `null` unless there is exactly one
    public record Stop(String domain, Found found, @Nullable DmarcRecord record) {}

    public enum Found {
        NOTHING,
        RECORD,
        /// Several records: none of them counts.
        SEVERAL,
        /// DNS gave no answer; the walk ended here.
        TROUBLE
    }

    /// Whether DNS gave an answer to all questions.
    public boolean complete() {
        return stops.stream().noneMatch(stop -> stop.found == Found.TROUBLE);
    }

    /// The record at a domain, when the walk came by and found one.
    public Optional<DmarcRecord> recordAt(String name) {
        return stops.stream()
                .filter(stop -> stop.domain.equalsIgnoreCase(name))
                .flatMap(stop -> Optional.ofNullable(stop.record).stream())
                .findFirst();
    }

    /// The domain of the one who answers for this one (RFC 9989 §4.10.2); empty when DNS did not
    /// say all that is needed.
    public Optional<String> organizationalDomain() {
        if (!complete()) return Optional.empty();
        var highest = domain;
        for (var stop : stops) {
            if (stop.record == null) continue;
            highest = stop.domain;
            if (stop.record.publicSuffix() == PublicSuffix.NO) break;
            boolean above = !stop.domain.equals(domain);
            if (above && stop.record.publicSuffix() == PublicSuffix.YES) {
                return Optional.of(below(stop.domain));
            }
        }
        return Optional.of(highest);
    }

    /// The name one label below, on the way to where the walk began.
    private String below(String name) {
        int end = domain.length() - name.length() - 1;
        return domain.substring(domain.lastIndexOf('.', end - 1) + 1);
    }

    /// The record of the public suffix the domain lies below, when there is one.
    public Optional<DmarcRecord> publicSuffixRecord() {
        return stops.stream()
                .filter(stop -> !stop.domain.equals(domain))
                .flatMap(stop -> Optional.ofNullable(stop.record).stream())
                .filter(record -> record.publicSuffix() == PublicSuffix.YES)
                .findFirst();
    }
}
