package dev.facteur.platform.db;

import dev.facteur.platform.Clock;
import dev.facteur.platform.OwnerThreads;
import dev.facteur.platform.StorageException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// Makes many small units of work durable with one fsync.
///
/// One thread owns the write connection. While it waits for the disk, units pile up; the next round
/// takes all of them, makes them one transaction, and answers them together. So a single client
/// pays a full sync for each mail and fifty clients share it. Before each commit [#beforeCommit]
/// runs: the spool makes the bytes durable that the transaction's rows will point to.
///
/// A commit costs some hundred microseconds of processor time however little is in it, mostly for
/// the pages it touches. So while units come in numbers, the thread waits a moment for more of them
/// before it begins; a unit that comes alone never waits.
///
/// A unit that fails takes no neighbour with it: the group is rolled back and its units run again,
/// each in a transaction of its own. When the transaction itself cannot begin or end, all of the
/// group fail together.
///
/// Transactions are begun and ended here by name. The driver's own `commit` begins the next one in
/// the same call: when that fails, the caller would be told no about what is on disk already; and
/// after an error that makes SQLite end the transaction by itself (a full disk), the driver would
/// go on without one, and every statement would commit alone.
public final class Committer implements AutoCloseable {
    /// Bounds the work lost when a group has to be repeated, and the size of the write-ahead log.
    private static final int MAX_GROUP = 512;

    /// From this many units in the last group on, the next one is given a moment to gather.
    private static final int COMPANY = 4;

    private static final Duration MOMENT = Duration.ofMillis(1);

    private final Transaction transaction;
    private final Runnable beforeCommit;
    private final Clock clock;
    private final OwnerThreads owners;
    private final LinkedBlockingQueue<Unit<?>> units = new LinkedBlockingQueue<>();
    private @Nullable Thread thread;
    private volatile boolean stopped;

    private record Unit<T extends @Nullable Object>(
            @Nullable Work<T> work, CompletableFuture<T> answer) {}

    Committer(Connection connection, Runnable beforeCommit, Clock clock, OwnerThreads owners) {
        this.transaction = new Transaction(connection);
        this.beforeCommit = beforeCommit;
        this.clock = clock;
        this.owners = owners;
    }

    void start() {
        thread = owners.start("committer", this::run);
    }

    /// Whether anything can be written: not after [#close].
    public boolean running() {
        var owner = thread;
        return owner != null && owner.isAlive();
    }

    /// Runs the work and returns once it is on stable storage.
    ///
    /// An interrupt does not cut the waiting short, because the work may be kept all the same; the
    /// thread finds itself interrupted afterwards.
    ///
    /// @throws StorageException when the database could not keep it; nothing of it remains then
    public <T extends @Nullable Object> T commit(Work<T> work) throws StorageException {
        var answer = enqueue(work);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return answer.get();
                } catch (InterruptedException again) {
                    interrupted = true;
                } catch (ExecutionException failure) {
                    throw asStorageException(failure.getCause());
                }
            }
        } finally {
            if (interrupted) Thread.currentThread().interrupt();
        }
    }

    /// Hands the work in without waiting; after [#close] it fails. The answer comes on the
    /// committer's thread: what depends on it must be short, or go elsewhere.
    public <T extends @Nullable Object> CompletableFuture<T> enqueue(Work<T> work) {
        var unit = new Unit<>(work, new CompletableFuture<T>());
        units.add(unit);
        if (stopped && units.remove(unit)) unit.answer().completeExceptionally(stopping());
        return unit.answer();
    }

    private void run() {
        var group = new ArrayList<Unit<?>>();
        boolean open = true;
        try {
            while (open) {
                boolean gathers = group.size() >= COMPANY;
                group.clear();
                group.add(units.take());
                if (gathers) clock.sleepUntil(clock.now().plus(MOMENT));
                units.drainTo(group, MAX_GROUP - 1);
                open = group.stream().allMatch(unit -> unit.work() != null);
                group.removeIf(unit -> unit.work() == null);
                if (!group.isEmpty()) commitGroup(group);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            refuseLateComers();
        }
    }

    /// What was handed in while the thread ended would wait for ever.
    private void refuseLateComers() {
        stopped = true;
        for (var unit = units.poll(); unit != null; unit = units.poll()) {
            unit.answer().completeExceptionally(stopping());
        }
    }

    private static StorageException stopping() {
        return new StorageException("the database is being closed", false, null);
    }

    /// @return why the database takes nothing now; null when it does, whether or not a unit failed
    private @Nullable Throwable commitGroup(List<Unit<?>> group) {
        try {
            beforeCommit.run();
            transaction.update("BEGIN IMMEDIATE");
        } catch (Throwable obstacle) {
            return refuse(group, obstacle);
        }
        var answers = new ArrayList<Runnable>(group.size());
        try {
            for (var unit : group) answers.add(runOne(unit));
        } catch (Throwable failure) {
            rollback();
            if (group.size() > 1) return commitSingly(group);
            group.getFirst().answer().completeExceptionally(failure);
            return null;
        }
        try {
            transaction.update("COMMIT");
        } catch (Throwable obstacle) {
            rollback();
            return refuse(group, obstacle);
        }
        answers.forEach(Runnable::run);
        return null;
    }

    /// One of the group fails; which one, shows when each is alone. An obstacle is met once, not by
    /// each in turn: a lock that somebody else holds costs seconds every time.
    private @Nullable Throwable commitSingly(List<Unit<?>> group) {
        Throwable obstacle = null;
        for (var unit : group) {
            var alone = List.<Unit<?>>of(unit);
            obstacle = obstacle == null ? commitGroup(alone) : refuse(alone, obstacle);
        }
        return obstacle;
    }

    /// What keeps the group from beginning or ending keeps each of its units from it. With a full
    /// disk a small one might still pass alone; but all of them can come again, and hundreds of
    /// commits that fail one by one would keep everybody waiting.
    private static Throwable refuse(List<Unit<?>> group, Throwable obstacle) {
        for (var unit : group) unit.answer().completeExceptionally(obstacle);
        return obstacle;
    }

    private <T extends @Nullable Object> Runnable runOne(Unit<T> unit)
            throws SQLException, StorageException {
        var work = unit.work();
        if (work == null) return () -> {};
        T result = work.run(transaction);
        return () -> unit.answer().complete(result);
    }

    private void rollback() {
        try {
            transaction.update("ROLLBACK");
        } catch (SQLException alreadyRolledBack) {
            // SQLite has ended the transaction itself; there is nothing left to undo.
        }
    }

    private static StorageException asStorageException(@Nullable Throwable cause) {
        if (cause instanceof StorageException storage) return storage;
        if (cause instanceof SQLException sql) return storageException(sql);
        if (cause instanceof RuntimeException bug) throw bug;
        if (cause instanceof Error error) throw error;
        throw new IllegalStateException(cause);
    }

    static StorageException storageException(SQLException failure) {
        boolean full =
                failure instanceof SQLiteException sqlite
                        && sqlite.getResultCode() == SQLiteErrorCode.SQLITE_FULL;
        return new StorageException("database: " + failure.getMessage(), full, failure);
    }

    /// Finishes what was handed in before, then stops.
    @Override
    public void close() {
        var stopping = thread;
        if (stopping == null) return;
        units.add(new Unit<Void>(null, new CompletableFuture<>()));
        boolean interrupted = false;
        while (stopping.isAlive()) {
            try {
                stopping.join();
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }
}
