/// Header fields by RFC 5322 as they stand in the bytes.
@NullMarked
package dev.facteur.protocol.mime;

import org.jspecify.annotations.NullMarked;
