@NullMarked
package dev.facteur.diagnose;

import org.jspecify.annotations.NullMarked;
