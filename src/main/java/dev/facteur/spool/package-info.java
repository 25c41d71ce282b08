/// The bytes of each message, append-only, until its retention is over.
@NullMarked
package dev.facteur.spool;

import org.jspecify.annotations.NullMarked;
