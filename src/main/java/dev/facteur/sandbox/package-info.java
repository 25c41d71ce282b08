/// A practice remote that obeys its recipients' local parts and keeps what it got.
@NullMarked
package dev.facteur.sandbox;

import org.jspecify.annotations.NullMarked;
