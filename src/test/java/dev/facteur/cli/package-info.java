@NullMarked
package dev.facteur.cli;

import org.jspecify.annotations.NullMarked;
