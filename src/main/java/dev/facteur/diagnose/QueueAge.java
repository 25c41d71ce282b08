package dev.facteur.diagnose;

import dev.facteur.deliver.verdict.Who;
import dev.facteur.platform.Clock;
import dev.facteur.report.QueueShape;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Whether mail waits too long, and where. What is young is on its way; what is old with one
/// destination is trouble there, and what is old everywhere is trouble here.
public final class QueueAge implements Check {
    /// By then the first retries have been made: whoever was only busy has taken it.
    private static final Duration OLD = Duration.ofMinutes(40);

    /// So many old ones are no matter of single mailboxes.
    private static final int MANY = 10;

    /// So many destinations with old ones have their trouble in common.
    private static final int EVERYWHERE = 3;

    private static final int MOST_DESTINATIONS = 5;

    private final QueueShape shape;
    private final QueueShape.WaysOut ways;
    private final Clock clock;

    public QueueAge(QueueShape shape, QueueShape.WaysOut ways, Clock clock) {
        this.shape = shape;
        this.ways = ways;
        this.clock = clock;
    }

    @Override
    public List<Look> looks(Scope scope) {
        return scope.holdsMachine() ? List.of(new Look("queue", this::see)) : List.of();
    }

    private List<Finding> see() {
        var lines = shape.lines(clock.now(), ways);
        var findings = new ArrayList<Finding>();
        int held = lines.stream().mapToInt(QueueShape.Line::held).sum();
        if (held > 0) {
            var waiting = lines.stream().filter(line -> line.held() > 0).toList();
            findings.add(
                    Finding.of("queue-held", Severity.WARNING, Who.YOU, "", held)
                            .seeing(words(waiting)));
        }
        var late = lines.stream().filter(line -> old(line) > 0).toList();
        if (late.isEmpty()) findings.add(Finding.good("queue-young", "", lines.size()));
        else if (isEverywhere(late.size(), lines.size())) findings.add(everywhere(late));
        else findings.addAll(byDestination(late));
        return findings;
    }

    /// Most of the destinations, and not only the one or two that there are.
    private static boolean isEverywhere(int late, int all) {
        return late >= EVERYWHERE && late * 2 > all;
    }

    private Finding everywhere(List<QueueShape.Line> late) {
        return Finding.of(
                        "queue-old-everywhere",
                        Severity.WARNING,
                        Who.YOU,
                        "",
                        late.stream().mapToInt(QueueAge::old).sum(),
                        late.size(),
                        age(late))
                .seeing(words(late));
    }

    private List<Finding> byDestination(List<QueueShape.Line> late) {
        var findings = new ArrayList<Finding>();
        var few = new ArrayList<QueueShape.Line>();
        var most = Comparator.comparingInt(QueueAge::old).reversed();
        for (var line : late.stream().sorted(most).toList()) {
            if (old(line) >= MANY && findings.size() < MOST_DESTINATIONS) findings.add(many(line));
            else few.add(line);
        }
        if (!few.isEmpty()) {
            int count = few.stream().mapToInt(QueueAge::old).sum();
            findings.add(
                    Finding.of("queue-old-few", Severity.NOTICE, Who.YOU, "", count, age(few))
                            .seeing(words(few)));
        }
        return findings;
    }

    private Finding many(QueueShape.Line line) {
        var alone = List.of(line);
        return Finding.of(
                        "queue-old",
                        Severity.WARNING,
                        Who.YOU,
                        line.destination(),
                        old(line),
                        age(alone))
                .seeing(words(alone));
    }

    /// Recipients that wait for a retry, not for a decision.
    private static int old(QueueShape.Line line) {
        int old = 0;
        for (int i = 0; i < line.ages().size(); i++) {
            // A class begins where the one before it ends.
            boolean late = i > 0 && QueueShape.AGES.get(i - 1) >= OLD.toMinutes();
            if (late) old += line.ages().get(i);
        }
        return Math.max(0, old - line.held());
    }

    private String age(List<QueueShape.Line> lines) {
        var oldest = lines.stream().map(QueueShape.Line::oldest).min(Comparator.naturalOrder());
        var age = Duration.between(oldest.orElseThrow(), clock.now());
        return age.toHours() > 0 ? age.toHours() + " h" : age.toMinutes() + " min";
    }

    private List<String> words(List<QueueShape.Line> lines) {
        return lines.stream()
                .map(line ->
                        line.destination()
                                + ": waiting "
                                + line.waiting()
                                + ", held "
                                + line.held()
                                + ", oldest "
                                + age(List.of(line))
                                + (line.lastReply().isEmpty()
                                        ? ""
                                        : ", last reply: " + line.lastReply()))
                .toList();
    }
}
