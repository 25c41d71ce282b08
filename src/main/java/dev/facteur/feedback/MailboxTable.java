package dev.facteur.feedback;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.facteur.platform.StorageException;
import dev.facteur.platform.db.Database;
import dev.facteur.platform.imap.ImapServer;
import dev.facteur.platform.secret.SealBroken;
import dev.facteur.platform.secret.Sealer;
import dev.facteur.platform.secret.Secret;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the settings of the mailbox, the password sealed, and how far it was read.
final class MailboxTable {
    private static final Logger LOG = LoggerFactory.getLogger(MailboxTable.class);

    private final Database database;
    private final Sealer sealer;

    MailboxTable(Database database, Sealer sealer) {
        this.database = database;
        this.sealer = sealer;
    }

    /// Up to where a folder was looked through.
    ///
    /// @param validity for as long as it stays the same, UIDs mean the same mails
    /// @param uid of the last mail that was looked at
    record Position(long validity, long uid) {}

    /// Empty when there is none, or its password cannot be opened, of which the log then tells.
    Optional<MailboxSettings> settings() {
        return database.reads()
                .withHandle(handle ->
                        handle.createQuery("SELECT * FROM report_mailbox")
                                .map((row, _) -> settings(row))
                                .findOne())
                .flatMap(found -> found);
    }

    private Optional<MailboxSettings> settings(ResultSet row) throws SQLException {
        var authorities = row.getString("authorities");
        var server =
                new ImapServer(
                        row.getString("host"),
                        row.getInt("port"),
                        ImapServer.Security.valueOf(row.getString("security")),
                        row.getString("user"),
                        authorities == null ? null : Path.of(authorities));
        try {
            var password = new String(sealer.open(row.getBytes("password")), UTF_8);
            return Optional.of(
                    new MailboxSettings(
                            server,
                            new Secret(password),
                            row.getString("address"),
                            row.getString("folder"),
                            row.getString("taken")));
        } catch (SealBroken broken) {
            LOG.atError()
                    .addKeyValue("why", broken.getMessage())
                    .log("the password of the report mailbox cannot be opened; it is not read");
            return Optional.empty();
        }
    }

    /// In the place of the one before; it is read from its beginning.
    void put(MailboxSettings settings) throws StorageException {
        var server = settings.server();
        var sealed = sealer.seal(settings.password().reveal().getBytes(UTF_8));
        database.committer()
                .commit(transaction -> {
                    transaction.update("DELETE FROM report_mailbox");
                    return transaction.update(
                            """
                            INSERT INTO report_mailbox (id, host, port, security, user, password,
                                authorities, address, folder, taken)
                            VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?)\
                            """,
                            server.host(),
                            server.port(),
                            server.security().name(),
                            server.user(),
                            sealed,
                            text(server.authorities()),
                            settings.address(),
                            settings.folder(),
                            settings.taken());
                });
    }

    private static @Nullable String text(@Nullable Path path) {
        return path == null ? null : path.toString();
    }

    /// @return whether there was one
    boolean remove() throws StorageException {
        return database.committer()
                        .commit(transaction -> transaction.update("DELETE FROM report_mailbox"))
                == 1;
    }

    Position position() {
        return database.reads()
                .withHandle(handle ->
                        handle.createQuery("SELECT validity, uid FROM report_mailbox")
                                .map((row, _) ->
                                        new Position(row.getLong("validity"), row.getLong("uid")))
                                .findOne()
                                .orElse(new Position(0, 0)));
    }

    void reached(Position position) throws StorageException {
        database.committer()
                .commit(transaction ->
                        transaction.update(
                                "UPDATE report_mailbox SET validity = ?, uid = ?",
                                position.validity,
                                position.uid));
    }
}
