package dev.facteur.diagnose.time;

import dev.facteur.deliver.verdict.Who;
import dev.facteur.diagnose.AllAtOnce;
import dev.facteur.diagnose.Check;
import dev.facteur.diagnose.Finding;
import dev.facteur.diagnose.Scope;
import dev.facteur.diagnose.Severity;
import dev.facteur.platform.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

/// Whether the clock of this machine agrees with those of others, who do not know of each other.
///
/// One of them may lie or be broken, so what counts is the time on which most agree, and at least
/// two. Where there is only one, it is believed no further than to a warning.
public final class ClockAgrees implements Check {
    /// Signatures and tokens bear so much.
    private static final Duration OFF = Duration.ofMinutes(1);

    /// From here on others refuse them: Amazon's signatures, the tokens of OAuth, DKIM's `t=`.
    private static final Duration WRONG = Duration.ofMinutes(5);

    /// Clocks that are right are closer to each other.
    private static final Duration TOGETHER = Duration.ofSeconds(30);

    private static final Duration PATIENCE = Duration.ofSeconds(9);

    private final Supplier<List<TimeSource>> sources;
    private final Clock clock;

    public ClockAgrees(Supplier<List<TimeSource>> sources, Clock clock) {
        this.sources = sources;
        this.clock = clock;
    }

    @Override
    public List<Look> looks(Scope scope) {
        return scope.holdsMachine() ? List.of(new Look("clock", this::see)) : List.of();
    }

    private List<Finding> see() throws InterruptedException {
        var asked = sources.get();
        if (asked.isEmpty()) return List.of();
        var readings = new ArrayList<TimeSource.Reading>();
        var evidence = new ArrayList<String>();
        for (var answer : AllAtOnce.ask(asked, TimeSource::read, clock, PATIENCE)) {
            switch (answer) {
                case TimeSource.Reading reading -> {
                    readings.add(reading);
                    evidence.add(reading.name() + ": " + words(reading.ahead()));
                }
                case TimeSource.Silent(var name, var why) -> evidence.add(name + ": " + why);
            }
        }
        return List.of(judge(readings).seeing(evidence));
    }

    private static Finding judge(List<TimeSource.Reading> readings) {
        if (readings.isEmpty()) {
            return Finding.of("clock-unknown", Severity.NOTICE, Who.YOU, "");
        }
        if (readings.size() == 1) return ofOne(readings.getFirst());
        var most = together(readings);
        if (most.size() < 2 || most.size() * 2 <= readings.size()) {
            return Finding.of("clock-disputed", Severity.NOTICE, Who.YOU, "", readings.size());
        }
        return ofMany(most);
    }

    private static Finding ofOne(TimeSource.Reading only) {
        var ahead = only.ahead();
        if (ahead.abs().compareTo(OFF) <= 0) {
            return Finding.good("clock-right", "", only.name(), words(ahead));
        }
        return Finding.of(
                "clock-one-says", Severity.WARNING, Who.YOU, "", only.name(), words(ahead));
    }

    private static Finding ofMany(List<TimeSource.Reading> agreed) {
        var ahead = agreed.get(agreed.size() / 2).ahead();
        var names = String.join(", ", agreed.stream().map(TimeSource.Reading::name).toList());
        if (ahead.abs().compareTo(OFF) <= 0) {
            return Finding.good("clock-right", "", names, words(ahead));
        }
        if (ahead.abs().compareTo(WRONG) <= 0) {
            return Finding.of("clock-off", Severity.WARNING, Who.YOU, "", names, words(ahead));
        }
        return Finding.of("clock-wrong", Severity.PROBLEM, Who.YOU, "", names, words(ahead));
    }

    /// The largest group whose clocks are close to each other, in their order.
    private static List<TimeSource.Reading> together(List<TimeSource.Reading> readings) {
        var sorted = new ArrayList<>(readings);
        sorted.sort(Comparator.comparing(TimeSource.Reading::ahead));
        List<TimeSource.Reading> most = List.of();
        for (int from = 0; from < sorted.size(); from++) {
            int to = from;
            var limit = sorted.get(from).ahead().plus(TOGETHER);
            while (to < sorted.size() && sorted.get(to).ahead().compareTo(limit) <= 0) to++;
            if (to - from > most.size()) most = List.copyOf(sorted.subList(from, to));
        }
        return most;
    }

    /// `-7 min 12 s`: so far behind is the other clock.
    private static String words(Duration ahead) {
        var exact = ahead.abs();
        // To whole seconds, or nine hours would be eight, and 59 minutes.
        var size = Duration.ofSeconds(exact.plusMillis(500).toSeconds());
        var sign = ahead.isNegative() ? "-" : "+";
        if (size.toMinutes() >= 120) return sign + size.toHours() + " h";
        if (size.toSeconds() >= 60) {
            return sign + size.toMinutes() + " min " + size.toSecondsPart() + " s";
        }
        return sign + exact.toSeconds() + "." + exact.toMillisPart() / 100 + " s";
    }
}
