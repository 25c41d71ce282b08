/// Measures a gateway from outside: mail comes in from a load generator, as websites would send it,
/// and goes out to a sink, as a provider would take it. The gateway between them is a process of
/// its own and the one that is shipped. [Benchmark] is where to start reading.
@NullMarked
package dev.facteur.bench;

import org.jspecify.annotations.NullMarked;
