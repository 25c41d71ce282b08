package dev.facteur.platform.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.facteur.platform.Clock;
import dev.facteur.platform.FileTrouble;
import dev.facteur.platform.OwnerThreads;
import dev.facteur.platform.PrivateFile;
import dev.facteur.platform.StorageException;
import dev.facteur.platform.SystemClock;
import dev.facteur.platform.Threads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/// The embedded database: one SQLite file in write-ahead mode, where a commit returns only after
/// its log has been forced to disk.
///
/// All writes go through [#committer]; [#reads] has its own connections, which see the last commit
/// and never wait for a writer.
public final class Database implements AutoCloseable {
    private static final int READERS = 4;
    private static final int LOG_PATIENCE_MILLIS = 200;

    private final Connection writer;
    private final Committer committer;
    private final Jdbi reads;
    private final Runnable closeReaders;
    private final @Nullable Path file;

    /// Opens a database whose schema is up to date.
    @FunctionalInterface
    public interface Opening {
        /// @param beforeCommit runs on the committer's thread before each commit
        Database open(Runnable beforeCommit) throws StorageException;
    }

    private Database(
            Connection writer,
            Committer committer,
            Jdbi reads,
            Runnable closeReaders,
            @Nullable Path file) {
        this.writer = writer;
        this.committer = committer;
        this.reads = reads;
        this.closeReaders = closeReaders;
        this.file = file;
    }

    /// Opens the file, creates it when it is missing, and brings its schema up to date. The
    /// write-ahead log that an earlier run left is in it then, and empty.
    ///
    /// @param beforeCommit runs on the committer's thread before each commit
    /// @throws StorageException when the file cannot be opened, or was written by a newer program
    public static Database open(Path file, Runnable beforeCommit) throws StorageException {
        keepToOwner(file);
        migrate(file);
        try {
            var writer = DriverManager.getConnection(url(file), settings().toProperties());
            var committer = committer(writer, beforeCommit, new SystemClock(), Threads::owner);
            var readers = readers(file);
            return new Database(writer, committer, Jdbi.create(readers), readers::close, file);
        } catch (SQLException failure) {
            throw Committer.storageException(failure);
        }
    }

    /// Serves a database that somebody else has opened as [#open] does; its schema is up to date.
    ///
    /// @param reads stays open after [#close]
    public static Database over(
            Connection writer, Jdbi reads, Runnable beforeCommit, Clock clock, OwnerThreads owners)
            throws StorageException {
        try {
            var committer = committer(writer, beforeCommit, clock, owners);
            return new Database(writer, committer, reads, () -> {}, null);
        } catch (SQLException failure) {
            throw Committer.storageException(failure);
        }
    }

    private static Committer committer(
            Connection writer, Runnable beforeCommit, Clock clock, OwnerThreads owners)
            throws SQLException {
        // The driver then leaves transactions alone, but begins one at once.
        writer.setAutoCommit(false);
        try (var statement = writer.createStatement()) {
            statement.execute("COMMIT");
            // What is deleted is overwritten: a key that was forgotten must not be found again.
            statement.execute("PRAGMA secure_delete = ON");
        }
        var committer = new Committer(writer, beforeCommit, clock, owners);
        committer.start();
        return committer;
    }

    /// SQLite makes its logs with the rights of the database; those an earlier run left may be
    /// wider.
    private static void keepToOwner(Path file) throws StorageException {
        try {
            PrivateFile.ensure(file);
            for (var suffix : List.of("-wal", "-shm")) {
                var log = file.resolveSibling(file.getFileName() + suffix);
                if (Files.exists(log)) PrivateFile.ensure(log);
            }
        } catch (IOException failure) {
            throw new StorageException(
                    "the database " + file + " cannot be opened: " + FileTrouble.words(failure),
                    false,
                    failure);
        }
    }

    private static void migrate(Path file) throws StorageException {
        var source = new SQLiteDataSource(settings());
        source.setUrl(url(file));
        try {
            Flyway.configure()
                    .dataSource(source)
                    .locations("classpath:dev/facteur/platform/db")
                    .loggers("slf4j")
                    .load()
                    .migrate();
        } catch (FlywayException failure) {
            throw new StorageException(
                    "the database " + file + " cannot be opened: " + failure.getMessage(),
                    false,
                    failure);
        }
    }

    private static SQLiteConfig settings() {
        var settings = new SQLiteConfig();
        settings.setJournalMode(SQLiteConfig.JournalMode.WAL);
        // FULL, not NORMAL: in write-ahead mode NORMAL would lose the last commits on power loss.
        settings.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        settings.enforceForeignKeys(true);
        settings.setBusyTimeout(5_000);
        settings.setCacheSize(-32_000);
        settings.setTempStore(SQLiteConfig.TempStore.MEMORY);
        return settings;
    }

    private static HikariDataSource readers(Path file) {
        var pool = new HikariConfig();
        pool.setPoolName("reads");
        pool.setJdbcUrl(url(file));
        var properties = new Properties();
        properties.putAll(settings().toProperties());
        pool.setDataSourceProperties(properties);
        pool.setMaximumPoolSize(READERS);
        pool.setMinimumIdle(1);
        pool.setInitializationFailTimeout(-1);
        pool.setConnectionInitSql("PRAGMA query_only = 1");
        return new HikariDataSource(pool);
    }

    private static String url(Path file) {
        return "jdbc:sqlite:" + file.toAbsolutePath();
    }

    public Jdbi reads() {
        return reads;
    }

    public Committer committer() {
        return committer;
    }

    /// Empties the write-ahead log, which else holds what was deleted until it is written over. A
    /// read that takes long keeps it from that; writers are not held up for more than a moment.
    ///
    /// @return whether the log is empty, but for what was written since
    public boolean emptyLog() throws StorageException {
        var where = file;
        if (where == null) return true;
        var briefly = settings();
        briefly.setBusyTimeout(LOG_PATIENCE_MILLIS);
        try (var own = DriverManager.getConnection(url(where), briefly.toProperties());
                var statement = own.createStatement();
                var answer = statement.executeQuery("PRAGMA wal_checkpoint(TRUNCATE)")) {
            return answer.next() && answer.getInt("busy") == 0;
        } catch (SQLException failure) {
            throw Committer.storageException(failure);
        }
    }

    @Override
    public void close() {
        committer.close();
        closeReaders.run();
        try {
            writer.close();
        } catch (SQLException failure) {
            // The write-ahead log holds all that was committed; the next start replays it.
        }
    }
}
