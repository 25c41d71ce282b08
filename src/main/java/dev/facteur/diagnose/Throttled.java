package dev.facteur.diagnose;

import dev.facteur.deliver.verdict.Answer;
import dev.facteur.deliver.verdict.Meanings;
import dev.facteur.deliver.verdict.Reason;
import dev.facteur.deliver.verdict.Who;
import dev.facteur.protocol.smtp.Reply;
import dev.facteur.report.QueueShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/// Destinations that take less than there is, because of how much came at once or of who sends: the
/// lot of a new domain or address, and of a sudden volume.
public final class Throttled implements Check {
    private static final Pattern REPLY =
            Pattern.compile("([45][0-9]{2})(?:[ -]([45]\\.[0-9]{1,3}\\.[0-9]{1,3}))?(?:[ -](.*))?");

    private final Supplier<List<QueueShape.Line>> lines;

    /// @param lines of the queue as it is
    public Throttled(Supplier<List<QueueShape.Line>> lines) {
        this.lines = lines;
    }

    @Override
    public List<Look> looks(Scope scope) {
        return scope.holdsMachine() ? List.of(new Look("destinations", this::see)) : List.of();
    }

    private List<Finding> see() {
        var findings = new ArrayList<Finding>();
        for (var line : lines.get()) {
            reason(line.lastReply())
                    .flatMap(reason -> finding(line, reason))
                    .ifPresent(findings::add);
        }
        return findings;
    }

    /// What the words of a remote mean; empty for words of ours, and where there are none.
    private static Optional<Reason> reason(String words) {
        var reply = REPLY.matcher(words);
        if (!reply.matches()) return Optional.empty();
        var status = reply.group(2) == null ? "" : reply.group(2);
        var text = reply.group(3) == null ? "" : reply.group(3);
        var said = Reply.of(Integer.parseInt(reply.group(1)), status, text);
        return Optional.of(Meanings.of(Answer.ofMx(null, said)).reason());
    }

    private static Optional<Finding> finding(QueueShape.Line line, Reason reason) {
        boolean distrusts = reason == Reason.REPUTATION;
        if (!distrusts && reason != Reason.RATE) return Optional.empty();
        var severity = distrusts ? Severity.WARNING : Severity.NOTICE;
        var finding =
                Finding.of(
                        "queue-throttled", severity, Who.YOU, line.destination(), line.waiting());
        return Optional.of(finding.seeing(List.of(line.lastReply())));
    }
}
