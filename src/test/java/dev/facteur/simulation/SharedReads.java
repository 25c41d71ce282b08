package dev.facteur.simulation;

import java.sql.Connection;
import java.sql.SQLException;
import org.jdbi.v3.core.ConnectionFactory;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/// Readings of the database by a connection that changes from life to life and from world to world.
/// What Jdbi has learnt about our statements stays, which it would otherwise learn anew each time.
final class SharedReads implements ConnectionFactory {
    private final Jdbi jdbi = Jdbi.create(this);
    private @Nullable Connection connection;

    Jdbi over(Connection open) {
        connection = open;
        return jdbi;
    }

    @Override
    public Connection openConnection() throws SQLException {
        var open = connection;
        if (open == null) throw new SQLException("no world has opened the database");
        return open;
    }

    @Override
    public void closeConnection(Connection reading) {}
}
