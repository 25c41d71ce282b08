/// The rules of the house: tests about the source itself.
@NullMarked
package dev.facteur.house;

import org.jspecify.annotations.NullMarked;
