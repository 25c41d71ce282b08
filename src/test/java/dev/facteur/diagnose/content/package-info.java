@NullMarked
package dev.facteur.diagnose.content;

import org.jspecify.annotations.NullMarked;
