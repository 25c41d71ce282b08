package dev.facteur.platform.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.facteur.platform.StorageException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommitterTest {
    @TempDir Path folder;

    private final AtomicInteger syncs = new AtomicInteger();

    private Database open() throws StorageException {
        return Database.open(folder.resolve("facteur.db"), syncs::incrementAndGet);
    }

    private static Work<Long> site(String name) {
        return transaction ->
                transaction.insert("INSERT INTO site (name, created_at) VALUES (?, ?)", name, 1L);
    }

    private static long sites(Database database) {
        return database.reads()
                .withHandle(
                        h -> h.createQuery("SELECT count(*) FROM site").mapTo(Long.class).one());
    }

    @Test
    void whatWasCommittedIsReadByOthersAndSurvivesAnOpening() throws Exception {
        try (var database = open()) {
            database.committer().commit(site("shop"));
            assertThat(sites(database)).isEqualTo(1);
        }
        try (var database = open()) {
            assertThat(sites(database)).isEqualTo(1);
        }
    }

    @Test
    void aFailingUnitTakesNoNeighbourWithIt() throws Exception {
        try (var database = open()) {
            var committer = database.committer();
            committer.commit(site("taken"));
            var gate = new CountDownLatch(1);
            var first =
                    committer.enqueue(transaction -> {
                        await(gate);
                        return 0L;
                    });
            var before = committer.enqueue(site("before"));
            var clash = committer.enqueue(site("taken"));
            var after = committer.enqueue(site("after"));
            gate.countDown();

            first.get();
            assertThat(before.get()).isPositive();
            assertThat(after.get()).isPositive();
            assertThatThrownBy(clash::get).isInstanceOf(ExecutionException.class);
            assertThat(sites(database)).isEqualTo(3);
        }
    }

    /// SQLite ends a transaction by itself when the disk is full. What comes next must neither fail
    /// for ever nor commit statement by statement.
    @Test
    void afterATransactionThatSqliteEndedItselfTheNextOneIsWholeAgain() throws Exception {
        try (var database = open()) {
            var committer = database.committer();
            assertThatThrownBy(() ->
                            committer.commit(transaction -> {
                                transaction.update(
                                        "INSERT INTO site (name, created_at) VALUES ('a', 1)");
                                transaction.update("ROLLBACK");
                                throw new SQLException("disk full");
                            }))
                    .isInstanceOf(StorageException.class);
            assertThatThrownBy(() ->
                            committer.commit(transaction -> {
                                transaction.update(
                                        "INSERT INTO site (name, created_at) VALUES ('b', 1)");
                                throw new SQLException("half done");
                            }))
                    .isInstanceOf(StorageException.class);
            assertThat(sites(database)).isZero();
            committer.commit(site("c"));
            assertThat(sites(database)).isEqualTo(1);
        }
    }

    @Test
    void whatFailedForLackOfRoomWorksAgainWhenThereIsRoom() throws Exception {
        try (var database = open()) {
            var committer = database.committer();
            pragma(committer, "PRAGMA max_page_count = 1");
            assertThatThrownBy(
                            () -> {
                                for (int i = 0; i < 1_000; i++)
                                    committer.commit(site("x".repeat(500) + i));
                            })
                    .isInstanceOfSatisfying(
                            StorageException.class, e -> assertThat(e.full()).isTrue());
            pragma(committer, "PRAGMA max_page_count = 1000000");
            assertThat(committer.commit(site("shop"))).isPositive();
        }
    }

    private static void pragma(Committer committer, String text) throws StorageException {
        committer.commit(transaction -> transaction.one(text, row -> row.getLong(1)));
    }

    @Test
    void aLockHeldBySomebodyElseIsWaitedForOnceByAllWhoWait() throws Exception {
        var gate = new CountDownLatch(1);
        var rounds = new AtomicInteger();
        Runnable waiting =
                () -> {
                    if (rounds.incrementAndGet() == 2) await(gate);
                };
        try (var database = Database.open(folder.resolve("facteur.db"), waiting);
                var stranger =
                        DriverManager.getConnection(
                                "jdbc:sqlite:" + folder.resolve("facteur.db"))) {
            var committer = database.committer();
            pragma(committer, "PRAGMA busy_timeout = 50");
            var answers = new ArrayList<CompletableFuture<Long>>();
            for (int i = 0; i < 50; i++) answers.add(committer.enqueue(site("site-" + i)));
            stranger.createStatement().execute("BEGIN IMMEDIATE");
            gate.countDown();
            for (var answer : answers) {
                assertThatThrownBy(answer::get).hasMessageContaining("locked");
            }
            // The first went alone, as it came while nothing else waited.
            assertThat(rounds.get()).isLessThanOrEqualTo(3);
            stranger.createStatement().execute("ROLLBACK");
            assertThat(committer.commit(site("afterwards"))).isPositive();
        }
    }

    @Test
    void unitsThatWaitShareOneSync() throws Exception {
        try (var database = open()) {
            var committer = database.committer();
            var gate = new CountDownLatch(1);
            var first =
                    committer.enqueue(transaction -> {
                        await(gate);
                        return 0L;
                    });
            var answers = new ArrayList<CompletableFuture<Long>>();
            for (int i = 0; i < 100; i++) answers.add(committer.enqueue(site("site-" + i)));
            gate.countDown();
            first.get();
            for (var answer : answers) answer.get();
            assertThat(syncs.get()).isLessThanOrEqualTo(2);
        }
    }

    @Test
    void closingFinishesWhatWasHandedIn() throws Exception {
        var answers = new ArrayList<CompletableFuture<Long>>();
        try (var database = open()) {
            for (int i = 0; i < 50; i++) {
                answers.add(database.committer().enqueue(site("site-" + i)));
            }
        }
        assertThat(answers).allMatch(CompletableFuture::isDone);
    }

    @Test
    void whatIsHandedInAfterClosingFailsInsteadOfWaiting() throws Exception {
        var database = open();
        assertThat(database.committer().running()).isTrue();
        database.close();

        assertThat(database.committer().running()).isFalse();
        assertThatThrownBy(() -> database.committer().commit(site("late")))
                .isInstanceOf(StorageException.class);
    }

    @Test
    void failingToForceTheSpoolFailsTheGroupAndNotTheThread() throws Exception {
        var broken = new AtomicBoolean(true);
        Runnable force =
                () -> {
                    if (broken.get()) throw new IllegalStateException("no disk");
                };
        try (var database = Database.open(folder.resolve("facteur.db"), force)) {
            assertThatThrownBy(() -> database.committer().commit(site("first")))
                    .hasMessage("no disk");
            broken.set(false);
            assertThat(database.committer().commit(site("second"))).isPositive();
        }
    }

    @Test
    void anInterruptDoesNotHideThatTheWorkWasKept() throws Exception {
        try (var database = open()) {
            Thread.currentThread().interrupt();

            assertThat(database.committer().commit(site("shop"))).isPositive();

            assertThat(Thread.interrupted()).isTrue();
        }
    }

    private static void await(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
