package dev.facteur.platform.db;

import java.sql.ResultSet;
import java.sql.SQLException;

/// Makes a value of the row a result set stands on.
public interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
}
