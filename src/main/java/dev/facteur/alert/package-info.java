/// Tells the operator when something is wrong that somebody has to act on, and when it is over.
@NullMarked
package dev.facteur.alert;

import org.jspecify.annotations.NullMarked;
