/// SPF by RFC 7208, as receivers read it: the records, what they say of one client, and what they
/// cost.
@NullMarked
package dev.facteur.protocol.spf;

import org.jspecify.annotations.NullMarked;
