/// The database: opening, migrations, reads, and the one committer through which everything is
/// written.
@NullMarked
package dev.facteur.platform.db;

import org.jspecify.annotations.NullMarked;
