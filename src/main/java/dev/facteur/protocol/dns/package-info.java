/// What mail asks of DNS, and what it answers.
@NullMarked
package dev.facteur.protocol.dns;

import org.jspecify.annotations.NullMarked;
