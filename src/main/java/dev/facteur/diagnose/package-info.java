/// The doctor: looks at everything that mail depends on, and says what is wrong, who has to act and
/// what exactly to do.
@NullMarked
package dev.facteur.diagnose;

import org.jspecify.annotations.NullMarked;
