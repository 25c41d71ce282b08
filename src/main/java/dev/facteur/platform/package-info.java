/// What comes from outside the program (time, randomness, network, disk) and is handed in, so that
/// tests can replace it.
@NullMarked
package dev.facteur.platform;

import org.jspecify.annotations.NullMarked;
