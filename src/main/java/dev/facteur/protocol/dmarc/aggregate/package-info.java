/// What receivers report of a domain's mail (RFC 9990): the XML, read.
@NullMarked
package dev.facteur.protocol.dmarc.aggregate;

import org.jspecify.annotations.NullMarked;
