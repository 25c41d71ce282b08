/// DKIM by RFC 6376, 8301 and 8463: canonicalisation, signing, verification.
@NullMarked
package dev.facteur.protocol.dkim;

import org.jspecify.annotations.NullMarked;
