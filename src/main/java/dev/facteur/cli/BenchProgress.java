package dev.facteur.cli;

import dev.facteur.bench.Progress;

/// Says on standard error how far a benchmark is: a person sees one line that changes, a log gets a
/// line a stage.
final class BenchProgress implements Progress {
    /// ECMA-48 §8.3.41 (EL): what an earlier, longer text left behind.
    private static final String ERASE_REST = "\u001b[K";

    private final Desk desk;
    private final int runs;
    private final boolean onOneLine;
    private String shown = "";

    BenchProgress(Desk desk, int runs) {
        this.desk = desk;
        this.runs = runs;
        this.onOneLine = desk.terminal().coloured();
    }

    @Override
    public void at(int run, Stage stage, int arrived, int mails) {
        var text = desk.text(key(stage), run, runs, mails);
        if (onOneLine && mails > 0) text += " " + 100L * arrived / mails + " %";
        if (text.equals(shown)) return;
        shown = text;
        if (onOneLine) {
            desk.terminal().err().print("\r" + text + ERASE_REST);
            desk.terminal().err().flush();
        } else {
            desk.warn(text);
        }
    }

    /// Makes room for what is said next.
    void end() {
        if (!onOneLine || shown.isEmpty()) return;
        desk.terminal().err().print("\r" + ERASE_REST);
        desk.terminal().err().flush();
    }

    private static String key(Stage stage) {
        return switch (stage) {
            case STARTING -> "bench.starting";
            case FILLING -> "bench.filling";
            case WARMING_UP -> "bench.warming-up";
            case MEASURING -> "bench.measuring";
        };
    }
}
