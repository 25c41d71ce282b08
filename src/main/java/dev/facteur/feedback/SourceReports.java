package dev.facteur.feedback;

import dev.facteur.feedback.SourceReport.Day;
import dev.facteur.feedback.SourceReport.Line;
import dev.facteur.feedback.SourceReport.Source;
import dev.facteur.feedback.SourceReport.Tally;
import dev.facteur.feedback.SourceTable.Seen;
import dev.facteur.platform.Clock;
import java.net.InetAddress;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// Joins what reports said with who the sources are.
public final class SourceReports {
    public static final int MOST_SHOWN = 30;

    private final SourceTable table;
    private final Senders senders;
    private final Clock clock;

    public SourceReports(SourceTable table, Senders senders, Clock clock) {
        this.table = table;
        this.senders = senders;
        this.clock = clock;
    }

    /// Asks DNS, and waits for it some seconds at most.
    ///
    /// @param days how many up to today
    /// @param byDay whether each day is told
    public SourceReport of(String domain, int days, boolean byDay) {
        var today = LocalDate.ofInstant(clock.now(), ZoneOffset.UTC);
        var first = today.minusDays(days - 1L);
        var seen = table.seen(domain, first, today);
        var counts = new HashMap<SourceProof, Long>();
        for (var one : seen) counts.merge(one.evidence(), one.count(), Long::sum);
        var known = senders.identify(counts);
        var groups = new LinkedHashMap<Sender, List<Seen>>();
        for (var one : seen) {
            var sender = known.senders().getOrDefault(one.evidence(), Sender.UNKNOWN);
            groups.computeIfAbsent(sender, _ -> new ArrayList<>()).add(one);
        }
        var coverage = table.coverage(Receipt.Kind.DMARC, domain, first, today);
        return new SourceReport(
                domain,
                first,
                today,
                coverage.reports(),
                coverage.reporters().stream().limit(MOST_SHOWN).toList(),
                coverage.days(),
                tally(seen),
                lines(groups, known),
                byDay ? days(groups) : List.of());
    }

    private static Tally tally(List<Seen> seen) {
        return seen.stream().map(Tally::of).reduce(Tally.NONE, Tally::plus);
    }

    private static List<Line> lines(Map<Sender, List<Seen>> groups, Senders.Known known) {
        return groups.entrySet().stream()
                .map(group -> line(group.getKey(), group.getValue(), known))
                .sorted(Comparator.comparingLong((Line line) -> line.tally().mails()).reversed())
                .toList();
    }

    private static Line line(Sender sender, List<Seen> seen, Senders.Known known) {
        var days = seen.stream().map(Seen::day).sorted().toList();
        var byAddress = new HashMap<String, Tally>();
        var networks = new HashSet<String>();
        for (var one : seen) {
            var source = one.evidence().source();
            byAddress.merge(source, Tally.of(one), Tally::plus);
            one.evidence().address().ifPresent(address -> networks.add(network(address)));
        }
        return new Line(
                sender,
                tally(seen),
                days.getFirst(),
                days.getLast(),
                networks.size(),
                sources(byAddress, known.hosts()));
    }

    private static List<Source> sources(
            Map<String, Tally> byAddress, Map<InetAddress, String> hosts) {
        return byAddress.entrySet().stream()
                .filter(entry -> !entry.getKey().isEmpty())
                .map(entry -> {
                    var host = hosts.get(InetAddress.ofLiteral(entry.getKey()));
                    var tally = entry.getValue();
                    return new Source(
                            entry.getKey(),
                            Objects.requireNonNullElse(host, ""),
                            tally.mails(),
                            tally.failed());
                })
                .sorted(Comparator.comparingLong(Source::mails).reversed())
                .limit(MOST_SHOWN)
                .toList();
    }

    private static String network(InetAddress address) {
        var bytes = address.getAddress();
        return HexFormat.of().formatHex(Arrays.copyOf(bytes, bytes.length == 4 ? 3 : 6));
    }

    private static List<Day> days(Map<Sender, List<Seen>> groups) {
        var days = new ArrayList<Day>();
        groups.forEach((sender, seen) -> {
            var byDay = new TreeMap<LocalDate, Tally>();
            for (var one : seen) byDay.merge(one.day(), Tally.of(one), Tally::plus);
            byDay.forEach((day, tally) -> days.add(new Day(day, sender, tally)));
        });
        days.sort(Comparator.comparing(Day::day).thenComparingLong(day -> -day.tally().mails()));
        return days;
    }
}
