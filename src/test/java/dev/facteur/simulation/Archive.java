package dev.facteur.simulation;

import dev.facteur.platform.Clock;
import dev.facteur.platform.OwnerThreads;
import dev.facteur.platform.StorageException;
import dev.facteur.platform.db.Database;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The database's files: a real SQLite database, which each life of the gateway opens anew.
///
/// SQLite's own promise is taken for granted: after COMMIT has returned, the transaction is on
/// disk. A crash may come before that, after that, and in between; then the power takes any sectors
/// of what that commit had appended to the log.
final class Archive {
    private static final int SECTOR = 512;
    private static final String COMMIT = "COMMIT";

    private final World world;
    private final Weather weather;
    private final Machine machine;
    private final Path folder;
    private final SharedReads reads;
    private final @Nullable Defect defect;
    private int generation;
    private @Nullable Connection writer;
    private @Nullable Connection reader;

    /// Where in the log the part begins that is not forced; -1 when all is.
    private long unforced = -1;

    /// @param folder of this world alone, on a disk that is fast
    Archive(
            World world,
            Weather weather,
            Machine machine,
            Path folder,
            SharedReads reads,
            @Nullable Defect defect) {
        this.world = world;
        this.weather = weather;
        this.machine = machine;
        this.folder = folder;
        this.reads = reads;
        this.defect = defect;
    }

    private Path file() {
        return folder.resolve("facteur-" + generation + ".db");
    }

    private Path log() {
        return folder.resolve("facteur-" + generation + ".db-wal");
    }

    /// What it says, while somebody has it open.
    Ledger ledger() {
        return new Ledger(() -> reader);
    }

    void create(Path template) throws IOException {
        Files.copy(template, file());
    }

    /// Opens it for a life of the gateway.
    Database open(Runnable beforeCommit, Clock clock, OwnerThreads owners) throws StorageException {
        try {
            var writing = connect();
            writer = writing;
            var reading = connect();
            reader = reading;
            if (defect == Defect.LEASES_FORGOTTEN) {
                try (var statement = writing.createStatement()) {
                    statement.execute(
                            "UPDATE recipient SET state = 'queued' WHERE state = 'leased'");
                }
            }
            boolean late = defect == Defect.SPOOL_FORCED_LATE;
            var watched = watched(writing, late ? beforeCommit : () -> {});
            var before = late ? (Runnable) () -> {} : beforeCommit;
            return Database.over(watched, reads.over(reading), before, clock, owners);
        } catch (SQLException e) {
            throw new StorageException(String.valueOf(e.getMessage()), false, e);
        }
    }

    private Connection connect() throws SQLException {
        var connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        try (var statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("PRAGMA synchronous = OFF");
            statement.execute("PRAGMA foreign_keys = ON");
        }
        return connection;
    }

    /// The same connection, with dangers before and after each COMMIT.
    private Connection watched(Connection connection, Runnable afterCommit) {
        return (Connection)
                Proxy.newProxyInstance(
                        getClass().getClassLoader(),
                        new Class<?>[] {Connection.class},
                        (_, method, arguments) -> {
                            var result = invoke(method, connection, arguments);
                            return result instanceof PreparedStatement statement
                                            && COMMIT.equals(arguments[0])
                                    ? watched(statement, afterCommit)
                                    : result;
                        });
    }

    private PreparedStatement watched(PreparedStatement commit, Runnable afterCommit) {
        return (PreparedStatement)
                Proxy.newProxyInstance(
                        getClass().getClassLoader(),
                        new Class<?>[] {PreparedStatement.class},
                        (_, method, arguments) -> {
                            if (!method.getName().equals("executeUpdate")) {
                                return invoke(method, commit, arguments);
                            }
                            machine.danger("commit");
                            if (weather.commitFails()) {
                                world.tell("a commit fails");
                                throw new SQLException("database or disk is full");
                            }
                            unforced = logSize();
                            var result = invoke(method, commit, arguments);
                            machine.danger("commit under way");
                            if (defect != Defect.COMMIT_NOT_FORCED) unforced = -1;
                            world.pause(weather.diskLatency);
                            machine.danger("committed");
                            afterCommit.run();
                            return result;
                        });
    }

    private static @Nullable Object invoke(
            Method method, Object target, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private long logSize() {
        try {
            return Files.exists(log()) ? Files.size(log()) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The process is gone; the next life finds what the disk has.
    ///
    /// @param power whether the machine lost its power too
    void crash(boolean power) {
        var oldFile = file();
        var oldLog = log();
        try {
            var content = Files.readAllBytes(oldFile);
            var log = Files.exists(oldLog) ? Files.readAllBytes(oldLog) : new byte[0];
            if (power && unforced >= 0) lose(log);
            unforced = -1;
            close();
            Files.deleteIfExists(oldFile);
            generation++;
            Files.write(file(), content);
            Files.write(log(), log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void lose(byte[] log) {
        for (int from = (int) unforced; from < log.length; from += SECTOR) {
            if (world.chance(0.5)) continue;
            Arrays.fill(log, from, Math.min(from + SECTOR, log.length), (byte) 0);
        }
    }

    /// Closes what a life has left open.
    void close() {
        for (var connection : new Connection[] {reader, writer}) {
            if (connection == null) continue;
            try {
                connection.close();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
        reader = null;
        writer = null;
    }

    /// Opens it to look at it when no life has it open.
    void reopen() throws SQLException {
        close();
        reader = connect();
    }
}
