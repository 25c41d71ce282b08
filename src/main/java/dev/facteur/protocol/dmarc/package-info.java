/// DMARC by RFC 9989, as receivers read it: the records, the walk that finds them, and what they
/// say of one mail.
@NullMarked
package dev.facteur.protocol.dmarc;

import org.jspecify.annotations.NullMarked;
