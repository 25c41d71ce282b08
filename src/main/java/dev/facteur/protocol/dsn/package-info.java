/// Delivery status notifications by RFC 3461 and 3464.
@NullMarked
package dev.facteur.protocol.dsn;

import org.jspecify.annotations.NullMarked;
