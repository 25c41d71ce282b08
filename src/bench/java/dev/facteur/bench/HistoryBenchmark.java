package dev.facteur.bench;

import dev.facteur.bench.HistoryQuestions.Question;
import dev.facteur.platform.StorageException;
import dev.facteur.platform.Surroundings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/// Asks a gateway with a long history what people ask, and prints how long the answers took, by the
/// REST API from outside. `make bench-history` runs it.
///
/// *Warm* is a gateway that has been asked the same kind of thing before. *Cold* is the same one
/// after the system has forgotten the file, before each question. The folder is kept, since filling
/// it takes minutes; what is filled already is measured again.
public final class HistoryBenchmark {
    private static final double EVENTS_OF_A_MAIL = 3.28;
    private static final int WARM = 200;
    private static final int COLD = 10;
    private static final Duration MOST = Duration.ofSeconds(8);

    private final Path folder;
    private final Surroundings world;

    private HistoryBenchmark(Path folder, Surroundings world) {
        this.folder = folder;
        this.world = world;
    }

    /// @param words the folder, then the numbers of events
    public static void main(String... words) throws Exception {
        for (int i = 1; i < words.length; i++) {
            var folder = Path.of(words[0], "events-" + words[i]);
            int mails = (int) (Long.parseLong(words[i]) / EVENTS_OF_A_MAIL);
            new HistoryBenchmark(folder, Surroundings.system()).run(mails);
        }
    }

    private void run(int total) throws IOException, InterruptedException, StorageException {
        var made = new MadeMails(total / 4);
        var history = new MadeHistory(made, total, filled(made, total));
        say("%n%s: %,d mails", folder, total);
        size("facteur.db");
        var questions = new HistoryQuestions(history, made, total).all();
        say(
                "%-28s %8s %8s %8s %8s %8s %6s",
                "", "p50 ms", "p95", "p99", "cold p50", "max", "found");
        try (var gateway = ChildGateway.start(folder, plan(), world);
                var operator = Operator.of(gateway.data())) {
            for (var question : questions) measure(operator, question);
        }
    }

    /// When it was filled, now or in an earlier run.
    private Instant filled(MadeMails made, int total)
            throws IOException, InterruptedException, StorageException {
        var mark = folder.resolve("filled-at");
        if (Files.exists(mark)) return Instant.parse(Files.readString(mark));
        Files.createDirectories(folder);
        try (var gateway = ChildGateway.start(folder, plan(), world);
                var operator = Operator.of(gateway.data())) {
            for (int site = 1; site <= MadeMails.SITES; site++) operator.addSite("site-" + site);
        }
        var now = world.clock().now();
        long start = world.clock().nanos();
        new MadeHistory(made, total, now).fill(database(), 0, total, true);
        say("filled in %.0f s", (world.clock().nanos() - start) / 1e9);
        Files.writeString(mark, now.toString());
        return now;
    }

    private Plan plan() {
        var way = new Plan.Way(false, false, Duration.ZERO, Duration.ZERO);
        return new Plan(new Plan.Load(1, 1, 100, false, 0), way, 0, 0, 1, folder);
    }

    private Path database() {
        return folder.resolve("data").resolve("facteur.db");
    }

    private void size(String name) throws IOException {
        var file = folder.resolve("data").resolve(name);
        say("%s: %,d MiB", name, Files.size(file) >> 20);
    }

    private void measure(Operator operator, Question question)
            throws IOException, InterruptedException {
        int found = 0;
        var cold = new long[COLD];
        for (int i = 0; i < COLD && lasted(cold); i++) {
            forget();
            cold[i] = ask(operator, question.path().apply(WARM + i));
        }
        var warm = new long[WARM];
        for (int i = 0; i < WARM && lasted(warm); i++) {
            warm[i] = ask(operator, question.path().apply(i));
            found += found(operator, question.path().apply(i), i);
        }
        var usual = Latencies.of(warm);
        var first = Latencies.of(cold);
        say(
                "%-28s %8.1f %8.1f %8.1f %8.1f %8.1f %6d",
                question.name(),
                usual.millis(0.5),
                usual.millis(0.95),
                usual.millis(0.99),
                first.millis(0.5),
                first.millis(1),
                found);
    }

    /// Whether there is time for another one.
    private static boolean lasted(long[] nanos) {
        long sum = 0;
        for (long one : nanos) sum += one;
        return sum < MOST.toNanos();
    }

    private long ask(Operator operator, String path) throws IOException {
        long start = world.clock().nanos();
        operator.get(path);
        return world.clock().nanos() - start;
    }

    /// How many mails the first answer has.
    private static int found(Operator operator, String path, int times) throws IOException {
        if (times > 0 || !path.contains("?")) return 0;
        return operator.get(path).get("mails").size();
    }

    /// Lets the system forget the file; what the gateway itself has of it, 32 MB a connection,
    /// stays.
    private void forget() throws IOException, InterruptedException {
        var words =
                new String[] {"dd", "if=" + database(), "iflag=nocache", "count=0", "status=none"};
        int code = new ProcessBuilder(words).inheritIO().start().waitFor();
        if (code != 0) throw new IOException("dd could not drop the file from the cache");
    }

    private static void say(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
    }
}
