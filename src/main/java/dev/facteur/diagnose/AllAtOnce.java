package dev.facteur.diagnose;

import dev.facteur.platform.Clock;
import dev.facteur.platform.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;

/// Asks many at the same time, and does without those that keep us waiting.
public final class AllAtOnce {
    private AllAtOnce() {}

    private record Arrival<A>(int place, A answer) {}

    /// The answers that came in time, in the order of the questions. Blocks for `patience` at most.
    public static <Q, A> List<A> ask(
            List<Q> questions, Function<Q, A> answering, Clock clock, Duration patience)
            throws InterruptedException {
        var arrivals = new LinkedBlockingQueue<Arrival<A>>();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < questions.size(); i++) {
            int place = i;
            var question = questions.get(i);
            threads.add(
                    Threads.virtual(
                            "ask " + question,
                            () -> arrivals.add(new Arrival<>(place, answering.apply(question)))));
        }
        try {
            var deadline = clock.now().plus(patience);
            var answers = new TreeMap<Integer, A>();
            while (answers.size() < questions.size()) {
                var arrived = clock.poll(arrivals, deadline);
                if (arrived == null) break;
                answers.put(arrived.place, arrived.answer);
            }
            return List.copyOf(answers.values());
        } finally {
            for (var thread : threads) thread.interrupt();
        }
    }
}
