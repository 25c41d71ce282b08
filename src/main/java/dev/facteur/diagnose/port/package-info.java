/// The doctor's look at ports: which can be used, what stands before the others, and which one to
/// take.
@NullMarked
package dev.facteur.diagnose.port;

import org.jspecify.annotations.NullMarked;
