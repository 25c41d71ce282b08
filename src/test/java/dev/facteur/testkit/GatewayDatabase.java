package dev.facteur.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// What a stopped or killed gateway left in its database, read from a copy: looking at the original
/// would already tidy it up.
public final class GatewayDatabase implements AutoCloseable {
    private final Connection connection;

    private GatewayDatabase(Connection connection) {
        this.connection = connection;
    }

    /// Copies the files of a gateway that is not running into `folder` and opens the copy.
    public static GatewayDatabase copyOf(GatewayProcess gateway, Path folder)
            throws IOException, SQLException {
        if (gateway.alive()) throw new IllegalStateException("stop the gateway first");
        Files.createDirectories(folder);
        for (var name : List.of("facteur.db", "facteur.db-wal")) {
            var file = gateway.data().resolve(name);
            var copy = folder.resolve(name);
            Files.deleteIfExists(copy);
            if (Files.exists(file)) Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
        }
        var url = "jdbc:sqlite:" + folder.resolve("facteur.db");
        return new GatewayDatabase(DriverManager.getConnection(url));
    }

    /// The first column of a query, as text.
    public List<String> column(String sql, Object... parameters) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            var values = new ArrayList<String>();
            var rows = statement.executeQuery();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        }
    }

    /// The kinds of the events of the mail with this Message-ID, oldest first.
    public List<String> eventKinds(String messageId) throws SQLException {
        return column(
                "SELECT e.kind FROM event e JOIN mail m ON m.id = e.mail_id"
                        + " WHERE m.message_id IN (?, '<' || ? || '>') ORDER BY e.id",
                messageId,
                messageId);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
