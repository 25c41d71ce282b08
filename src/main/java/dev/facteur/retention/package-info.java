/// How long what has ended is kept; and what is known of a person, taken out on request.
@NullMarked
package dev.facteur.retention;

import org.jspecify.annotations.NullMarked;
