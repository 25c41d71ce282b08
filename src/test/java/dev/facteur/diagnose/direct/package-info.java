@NullMarked
package dev.facteur.diagnose.direct;

import org.jspecify.annotations.NullMarked;
