/// What happened to each mail and to each sender domain, append-only. The only history: logs are
/// for operators.
@NullMarked
package dev.facteur.event;

import org.jspecify.annotations.NullMarked;
