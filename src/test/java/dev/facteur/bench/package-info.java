@NullMarked
package dev.facteur.bench;

import org.jspecify.annotations.NullMarked;
