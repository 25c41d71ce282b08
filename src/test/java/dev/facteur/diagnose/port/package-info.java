@NullMarked
package dev.facteur.diagnose.port;

import org.jspecify.annotations.NullMarked;
