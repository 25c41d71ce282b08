/// The nouns all stages share. Immutable, without behaviour that needs a clock, a disk or a
/// network.
@NullMarked
package dev.facteur.mail;

import org.jspecify.annotations.NullMarked;
