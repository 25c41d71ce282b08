@NullMarked
package dev.facteur.feedback;

import org.jspecify.annotations.NullMarked;
