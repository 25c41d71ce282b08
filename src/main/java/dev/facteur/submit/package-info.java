/// Accepting a message. One acceptance rule for all doors; the doors are the packages below.
@NullMarked
package dev.facteur.submit;

import org.jspecify.annotations.NullMarked;
