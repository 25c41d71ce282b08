/// A world in one thread: the production wiring on a simulated disk, clock and network, with a seed
/// that decides everything. `design/simulation.md` tells how it works and how to use it.
@NullMarked
package dev.facteur.simulation;

import org.jspecify.annotations.NullMarked;
