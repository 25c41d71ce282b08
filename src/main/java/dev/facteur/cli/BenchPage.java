package dev.facteur.cli;

import dev.facteur.bench.Figures;
import dev.facteur.bench.Machine;
import dev.facteur.bench.Plan;
import dev.facteur.bench.Report;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// What a benchmark came to: a table for people, one JSON object for programs.
final class BenchPage {
    private static final int JSON_DECIMALS = 3;
    private static final double MEBIBYTE = 1 << 20;

    private static final Column RESTART = new Column("restart_s", "restart", 1, Figures::restart);

    private static final List<Column> COLUMNS =
            List.of(
                    new Column("accepted_per_s", "accepted-rate", 0, Figures::acceptedPerSecond),
                    new Column("arrived_per_s", "arrived-rate", 0, Figures::arrivedPerSecond),
                    new Column("cpu_s_per_1000", "gateway-cpu", 2, Figures::cpu),
                    new Column("load_cpu_s_per_1000", "load-cpu", 2, Figures::loadCpu),
                    new Column("others_cpu_percent", "others-cpu", 0, Figures::others),
                    new Column("peak_rss_mib", "peak-memory", 0, BenchPage::mebibytes),
                    RESTART,
                    new Column("latency_p50_ms", "latency-half", 1, Figures::p50),
                    new Column("latency_p99_ms", "latency-most", 1, Figures::p99));

    private final Desk desk;
    private final Report report;

    BenchPage(Desk desk, Report report) {
        this.desk = desk;
        this.report = report;
    }

    /// A figure: its member in the JSON, its title in the catalogue, and how exact it is shown.
    private record Column(
            String member,
            String title,
            int decimals,
            Function<Figures, @Nullable Double> figure) {}

    void show() throws Failure {
        desk.show(json(), _ -> print());
    }

    private void print() {
        desk.say(String.join(", ", measured(report.plan())));
        desk.say(String.join(", ", machine(report.machine())));
        desk.say("");
        desk.terminal()
                .out()
                .print(table().render(desk.terminal().width(), desk.terminal().coloured()));
        desk.say("");
        desk.say(desk.text("bench.legend"));
    }

    private List<String> measured(Plan plan) {
        var load = plan.load();
        var way = plan.way();
        var parts = new ArrayList<String>();
        parts.add(desk.text("bench.mails", load.mails(), load.bytes()));
        parts.add(desk.text(load.single() ? "bench.single" : "bench.kept", load.connections()));
        parts.add(desk.text(way.tls() ? "bench.tls" : "bench.clear"));
        parts.add(desk.text(way.dkim() ? "bench.signed" : "bench.unsigned"));
        if (way.api() != null) parts.add(desk.text("bench.api", way.api()));
        if (load.perSecond() > 0) parts.add(desk.text("bench.rate", load.perSecond()));
        if (way.roundTrip().isPositive()) {
            parts.add(desk.text("bench.link", way.roundTrip().toMillis()));
        }
        if (way.answerDelay().isPositive()) {
            parts.add(desk.text("bench.delay", way.answerDelay().toMillis()));
        }
        if (report.plan().backlog() > 0) {
            parts.add(desk.text("bench.backlog", report.plan().backlog()));
        }
        return parts;
    }

    private List<String> machine(Machine machine) {
        var parts = new ArrayList<String>();
        var name = machine.processor() == null ? "" : " (" + machine.processor() + ")";
        parts.add(desk.text("bench.processors", machine.processors()) + name);
        if (machine.memoryBytes() != null) {
            parts.add(desk.text("bench.memory", Math.round(machine.memoryBytes() / MEBIBYTE)));
        }
        parts.addAll(List.of(machine.system(), machine.java(), machine.disk()));
        return parts;
    }

    private Table table() {
        var titles = new ArrayList<String>();
        titles.add(desk.text("column.run"));
        for (var column : shown()) titles.add(desk.text("column." + column.title));
        titles.add(desk.text("column.lost"));
        var table = new Table(titles);
        int number = 0;
        for (var run : report.runs()) {
            table.row(row(Integer.toString(++number), column -> column.figure.apply(run), run));
        }
        if (number > 1) table.row(row(desk.text("bench.median"), this::median, null));
        return table;
    }

    private List<Column> shown() {
        if (report.plan().backlog() > 0) return COLUMNS;
        return COLUMNS.stream().filter(column -> !column.equals(RESTART)).toList();
    }

    private Object[] row(
            String name, Function<Column, @Nullable Double> figure, @Nullable Figures run) {
        var cells = new ArrayList<Object>();
        cells.add(name);
        for (var column : shown()) cells.add(cell(figure.apply(column), column.decimals));
        cells.add(run == null ? report.lost() : run.mails().lost());
        return cells.toArray();
    }

    private Table.Cell cell(@Nullable Double figure, int decimals) {
        var locale = desk.messages().locale();
        var text = figure == null ? "?" : String.format(locale, "%." + decimals + "f", figure);
        return new Table.Cell(text, true, Tint.PLAIN);
    }

    private @Nullable Double median(Column column) {
        return report.median(column.figure);
    }

    private ObjectNode json() {
        var answer = Desk.object();
        answer.set("measured", json(report.plan()));
        answer.set("machine", json(report.machine()));
        var runs = answer.putArray("runs");
        for (var run : report.runs()) {
            runs.add(json(column -> column.figure.apply(run)).setAll(json(run.mails())));
        }
        answer.set("median", json(this::median));
        return answer;
    }

    private static ObjectNode json(Plan plan) {
        return Desk.object()
                .put("mails", plan.load().mails())
                .put("backlog_recipients", plan.backlog())
                .put("warm_up", plan.warmUp())
                .put("connections", plan.load().connections())
                .put("size_bytes", plan.load().bytes())
                .put("single", plan.load().single())
                .put("rate_per_s", plan.load().perSecond())
                .put("tls", plan.way().tls())
                .put("dkim", plan.way().dkim())
                .put("api", plan.way().api())
                .put("link_ms", plan.way().roundTrip().toMillis())
                .put("delay_ms", plan.way().answerDelay().toMillis());
    }

    private static ObjectNode json(Machine machine) {
        return Desk.object()
                .put("processors", machine.processors())
                .put("processor", machine.processor())
                .put("memory_bytes", machine.memoryBytes())
                .put("system", machine.system())
                .put("java", machine.java())
                .put("disk", machine.disk());
    }

    private static ObjectNode json(Figures.Mails mails) {
        return Desk.object()
                .put("accepted", mails.accepted())
                .put("arrived", mails.arrived())
                .put("refused", mails.refused())
                .put("lost", mails.lost())
                .put("twice", mails.twice())
                .put("signed", mails.signed());
    }

    private static ObjectNode json(Function<Column, @Nullable Double> figures) {
        var node = Desk.object();
        for (var column : COLUMNS) {
            var figure = figures.apply(column);
            node.put(column.member, figure == null ? null : rounded(figure));
        }
        return node;
    }

    private static BigDecimal rounded(double figure) {
        return BigDecimal.valueOf(figure).setScale(JSON_DECIMALS, RoundingMode.HALF_UP);
    }

    private static @Nullable Double mebibytes(Figures figures) {
        var bytes = figures.peakBytes();
        return bytes == null ? null : bytes / MEBIBYTE;
    }
}
