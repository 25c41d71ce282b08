package dev.facteur.platform.db;

import dev.facteur.platform.StorageException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// A unit of work for the [Committer]. It may run twice (when a neighbour in its group failed), so
/// it has no effect but that on the database.
public interface Work<T extends @Nullable Object> {
    T run(Transaction transaction) throws SQLException, StorageException;
}
