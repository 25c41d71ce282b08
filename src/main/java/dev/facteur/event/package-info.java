/// What happened to each mail, append-only. The only history: logs are for operators.
@NullMarked
package dev.facteur.event;

import org.jspecify.annotations.NullMarked;
