/// DKIM signatures and the headers that go with them.
@NullMarked
package dev.facteur.sign;

import org.jspecify.annotations.NullMarked;
