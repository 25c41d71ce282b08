/// What strangers may send us, made up by a fuzzer: one target a parser. A plain build replays the
/// inputs that are kept under `src/test/resources`; `make fuzz` looks for new ones.
@NullMarked
package dev.facteur.fuzz;

import org.jspecify.annotations.NullMarked;
