package dev.facteur.platform.db;

import dev.facteur.platform.StorageException;
import java.sql.SQLException;

/// A unit of work for the [Committer]. It may run twice (when a neighbour in its group failed), so
/// it has no effect but that on the database.
public interface Work<T> {
    T run(Transaction transaction) throws SQLException, StorageException;
}
