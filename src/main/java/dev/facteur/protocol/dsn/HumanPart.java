package dev.facteur.protocol.dsn;

import dev.facteur.protocol.dsn.Report.Action;
import dev.facteur.protocol.dsn.Report.Entry;
import java.util.ArrayList;
import java.util.List;

/// The part of a report that people read: which address, why in the remote's own words, what to do;
/// in English and French. Lines end in `\n`.
final class HumanPart {
    /// A report about more recipients than this names the first ones; the machine's part has all.
    private static final int MAX_ENTRIES = 50;

    private final Report report;
    private final Original original;
    private final List<String> lines = new ArrayList<>();

    HumanPart(Report report, Original original) {
        this.report = report;
        this.original = original;
    }

    String text() {
        write(Phrases.ENGLISH);
        lines.add("-".repeat(60));
        lines.add("");
        write(Phrases.FRENCH);
        return String.join("\n", lines);
    }

    private void write(Phrases phrases) {
        var arrival = phrases.dates().format(report.mail().arrival());
        lines.add(phrases.greeting().formatted(OneLine.of(report.letterhead().host())));
        lines.add(phrases.mailOf().formatted(original.subject(), arrival));
        lines.add("");
        for (var action : Action.values()) {
            var entries = report.entries().stream().filter(e -> e.action() == action).toList();
            if (!entries.isEmpty()) write(phrases, action, entries);
        }
        switch (original.kind()) {
            case WHOLE -> lines.add(phrases.returnedWhole());
            case HEADER -> lines.add(phrases.returnedHeader());
            case NOTHING -> {}
        }
        lines.add("");
    }

    private void write(Phrases phrases, Action action, List<Entry> entries) {
        lines.add(phrases.of(action));
        lines.add("");
        for (var entry : entries.subList(0, Math.min(MAX_ENTRIES, entries.size()))) {
            write(phrases, entry);
        }
        if (entries.size() > MAX_ENTRIES) lines.add("  + " + (entries.size() - MAX_ENTRIES));
    }

    private void write(Phrases phrases, Entry entry) {
        lines.add("  " + OneLine.unbroken(entry.address()));
        if (entry.diagnostic() != null) {
            var host = entry.remoteHost();
            lines.add(
                    "    "
                            + (entry.answered() && host != null
                                    ? phrases.answer().formatted(OneLine.of(host))
                                    : phrases.reason()));
            lines.add("      " + OneLine.of(entry.diagnostic()));
        }
        if (entry.action() == Action.DELAYED && entry.retryUntil() != null) {
            lines.add(
                    "    "
                            + phrases.retryUntil()
                                    .formatted(phrases.dates().format(entry.retryUntil())));
        }
        if (entry.action() == Action.FAILED) {
            var advice = phrases.advice().apply(Advice.forStatus(entry.status()));
            lines.add("    " + phrases.toDo() + " " + advice);
        }
        lines.add("");
    }
}
