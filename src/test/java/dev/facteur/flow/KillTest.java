package dev.facteur.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.facteur.testkit.GatewayDatabase;
import dev.facteur.testkit.GatewayProcess;
import dev.facteur.testkit.GatewaySetup;
import dev.facteur.testkit.PostfixProvider;
import dev.facteur.testkit.SubmissionLoad;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Promise 1: a 250 means kept. The gateway is killed with SIGKILL at random moments while six
/// connections send; in the end every acknowledged mail is at the provider.
///
/// Four rounds in the suite; `-Dfacteur.kill.rounds=20` runs more, as `.ci/run` does, and
/// `-Dfacteur.kill.seed=N` repeats the choice of moments.
@Tag("flow")
final class KillTest {
    private static final int ROUNDS = Integer.getInteger("facteur.kill.rounds", 4);
    private static final long SEED = Long.getLong("facteur.kill.seed", System.nanoTime());
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final List<String> OUTCOMES =
            List.of("delivered", "deferred", "failed", "parked", "expired");

    private final Random random = new Random(SEED);

    @TempDir Path folder;

    /// Each round is a start of the whole program, so this takes longer than other tests may.
    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void everyAcknowledgedMailArrivesAndEveryDuplicateIsExplained() throws Exception {
        try (var provider = PostfixProvider.start();
                var gateway = GatewayProcess.prepare(folder, "[queue]\nretry = \"1s\"\n")) {
            gateway.start();
            var site = GatewaySetup.site(gateway, "shop", "shop.example", provider);
            try (var load = new SubmissionLoad(gateway, site, "load@kill.example")) {
                load.start(6);
                for (int round = 0; round < ROUNDS; round++) {
                    killOnce(gateway, load, round);
                }
                load.stop();
                awaitAll(provider, gateway, load);
            }
            gateway.terminate();
            explainDuplicates(provider, gateway);
        }
    }

    private void killOnce(GatewayProcess gateway, SubmissionLoad load, int round)
            throws InterruptedException {
        int target = load.count() + 20 + random.nextInt(100);
        Awaitility.await("mail is acknowledged")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> load.count() >= target);
        passMoment(30);
        gateway.kill9();
        if (round % 4 == 3) {
            // Once more in the middle of starting: recovery itself may be cut short.
            gateway.launch();
            passMoment(2_000);
            gateway.kill9();
        }
        gateway.start();
    }

    private void passMoment(int atMostMillis) throws InterruptedException {
        var never = new CountDownLatch(1);
        if (never.await(random.nextInt(atMostMillis), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException();
        }
    }

    private static void awaitAll(
            PostfixProvider provider, GatewayProcess gateway, SubmissionLoad load) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() -> {
                    var missing = new HashSet<>(load.acknowledged());
                    missing.removeAll(provider.messageIds());
                    assertThat(missing)
                            .as(
                                    "acknowledged but not arrived (seed %d); log:%n%s",
                                    SEED, gateway.errorTail())
                            .isEmpty();
                });
    }

    private void explainDuplicates(PostfixProvider provider, GatewayProcess gateway)
            throws IOException, SQLException {
        var times = new HashMap<String, Integer>();
        provider.messageIds().forEach(id -> times.merge(id, 1, Integer::sum));
        int extra = 0;
        try (var database = GatewayDatabase.copyOf(gateway, folder.resolve("copy"))) {
            for (Map.Entry<String, Integer> arrived : times.entrySet()) {
                int more = arrived.getValue() - 1;
                if (more == 0) continue;
                extra += more;
                var kinds = database.eventKinds(arrived.getKey());
                assertThat(openEnds(kinds))
                        .as("%s came %d times too often: %s", arrived.getKey(), more, kinds)
                        .isGreaterThanOrEqualTo(more);
            }
        }
        System.out.printf(
                "KillTest: %d rounds, seed %d: %d different mails arrived, %d duplicates, each from"
                        + " an attempt cut short%n",
                ROUNDS, SEED, times.size(), extra);
    }

    /// Attempts whose end nobody recorded, or recorded as uncertain.
    static int openEnds(List<String> kinds) {
        int open = 0;
        boolean attempting = false;
        for (var kind : kinds) {
            if (kind.equals("attempted")) {
                if (attempting) open++;
                attempting = true;
            } else if (kind.equals("uncertain")) {
                open++;
                attempting = false;
            } else if (OUTCOMES.contains(kind)) {
                attempting = false;
            }
        }
        return open;
    }
}
