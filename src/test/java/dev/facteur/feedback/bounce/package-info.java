@NullMarked
package dev.facteur.feedback.bounce;

import org.jspecify.annotations.NullMarked;
