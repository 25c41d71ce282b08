/// SASL mechanisms, both sides: PLAIN, LOGIN, SCRAM-SHA-256 and -PLUS.
@NullMarked
package dev.facteur.protocol.sasl;

import org.jspecify.annotations.NullMarked;
