@NullMarked
package dev.facteur.webhook;

import org.jspecify.annotations.NullMarked;
