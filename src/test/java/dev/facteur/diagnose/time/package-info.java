@NullMarked
package dev.facteur.diagnose.time;

import org.jspecify.annotations.NullMarked;
