/// The doctor's look at the clock of this machine, beside those of others.
@NullMarked
package dev.facteur.diagnose.time;

import org.jspecify.annotations.NullMarked;
