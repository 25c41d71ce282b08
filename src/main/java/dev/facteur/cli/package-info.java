/// The subcommands. They speak to the REST API, never to the database.
@NullMarked
package dev.facteur.cli;

import org.jspecify.annotations.NullMarked;
