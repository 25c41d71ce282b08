@NullMarked
package dev.facteur.suppress;

import org.jspecify.annotations.NullMarked;
