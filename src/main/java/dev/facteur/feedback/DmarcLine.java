package dev.facteur.feedback;

import static java.util.stream.Collectors.joining;

import dev.facteur.protocol.dmarc.aggregate.AggregateReport;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What was seen of one source, as it is stored.
///
/// @param source an address; `""` for several that are counted together
/// @param spf `domain=result`; `""` where it was not looked at
/// @param dkim the same for each signature, separated by spaces
/// @param reasons separated by spaces
record DmarcLine(
        String source,
        String headerFrom,
        String envelopeFrom,
        String spf,
        String dkim,
        boolean spfAligned,
        boolean dkimAligned,
        String disposition,
        String reasons,
        long count)
        implements Countable<DmarcLine> {
    /// RFC 9990 §3.1.1.9.
    private static final Set<String> DISPOSITIONS = Set.of("none", "quarantine", "reject", "pass");

    /// One line for all rows that say the same; the one with the most mails first.
    static List<DmarcLine> of(List<AggregateReport.Row> rows) {
        var sums = new LinkedHashMap<DmarcLine, Long>();
        for (var row : rows) sums.merge(of(row), row.count(), Long::sum);
        return sums.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .map(entry -> entry.getKey().counting(entry.getValue()))
                .toList();
    }

    private static DmarcLine of(AggregateReport.Row row) {
        var spf = row.spf();
        return new DmarcLine(
                row.source().getHostAddress(),
                row.headerFrom(),
                row.envelopeFrom(),
                spf == null ? "" : text(spf),
                row.dkim().stream().map(DmarcLine::text).collect(joining(" ")),
                row.spfAligned(),
                row.dkimAligned(),
                DISPOSITIONS.contains(row.disposition()) ? row.disposition() : "",
                String.join(" ", row.reasons()),
                0);
    }

    private static String text(AggregateReport.Proof proof) {
        return proof.domain() + "=" + proof.result();
    }

    @Override
    public DmarcLine counting(long sum) {
        return new DmarcLine(
                source,
                headerFrom,
                envelopeFrom,
                spf,
                dkim,
                spfAligned,
                dkimAligned,
                disposition,
                reasons,
                sum);
    }

    @Override
    public DmarcLine inGeneral() {
        return new DmarcLine("", "", "", "", "", spfAligned, dkimAligned, disposition, "", count);
    }
}
