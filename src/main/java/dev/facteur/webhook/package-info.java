/// Tells other programs what happened: calls of our own, signed, repeated until they are taken.
@NullMarked
package dev.facteur.webhook;

import org.jspecify.annotations.NullMarked;
