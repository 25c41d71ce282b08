package dev.facteur.platform.db;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The write connection as a unit of work sees it. Statements are prepared once and kept: their
/// texts are constants of the program, so their number is small.
///
/// Parameters may be `Long`, `Integer`, `Boolean` (stored as 0 and 1), `String`, `byte[]`,
/// [Instant] (stored as milliseconds) or null. Used by the committer's thread only.
public final class Transaction {
    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();

    Transaction(Connection connection) {
        this.connection = connection;
    }

    /// Runs an INSERT, UPDATE or DELETE and tells how many rows it touched.
    public int update(String sql, @Nullable Object... parameters) throws SQLException {
        return run(sql, parameters, PreparedStatement::executeUpdate);
    }

    /// Runs an INSERT and tells the new row's id.
    public long insert(String sql, @Nullable Object... parameters) throws SQLException {
        update(sql, parameters);
        return one("SELECT last_insert_rowid()", row -> row.getLong(1)).orElseThrow();
    }

    public <T> List<T> query(String sql, RowReader<T> reader, @Nullable Object... parameters)
            throws SQLException {
        return run(
                sql,
                parameters,
                statement -> {
                    try (ResultSet rows = statement.executeQuery()) {
                        var found = new ArrayList<T>();
                        while (rows.next()) found.add(reader.read(rows));
                        return found;
                    }
                });
    }

    /// The first row, if there is one.
    public <T> Optional<T> one(String sql, RowReader<T> reader, @Nullable Object... parameters)
            throws SQLException {
        return run(
                sql,
                parameters,
                statement -> {
                    try (ResultSet rows = statement.executeQuery()) {
                        return rows.next() ? Optional.of(reader.read(rows)) : Optional.empty();
                    }
                });
    }

    private interface Use<T> {
        T of(PreparedStatement statement) throws SQLException;
    }

    private <T> T run(String sql, @Nullable Object[] parameters, Use<T> use) throws SQLException {
        var statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        try {
            for (int i = 0; i < parameters.length; i++) bind(statement, i + 1, parameters[i]);
            return use.of(statement);
        } catch (SQLException failure) {
            // After a full disk, among others, the driver has closed the statement for good.
            statements.remove(sql);
            statement.close();
            throw failure;
        }
    }

    private static void bind(PreparedStatement statement, int index, @Nullable Object value)
            throws SQLException {
        switch (value) {
            case null -> statement.setObject(index, null);
            case Long number -> statement.setLong(index, number);
            case Integer number -> statement.setInt(index, number);
            case Boolean truth -> statement.setInt(index, truth ? 1 : 0);
            case String text -> statement.setString(index, text);
            case byte[] bytes -> statement.setBytes(index, bytes);
            case Instant time -> statement.setLong(index, time.toEpochMilli());
            default ->
                    throw new IllegalArgumentException(
                            "no SQL type for " + value.getClass().getName());
        }
    }
}
