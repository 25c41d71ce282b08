/// MTA-STS (RFC 8461): what a domain asks of those who send it mail, as it stands in DNS and in its
/// policy file.
@NullMarked
package dev.facteur.protocol.mtasts;

import org.jspecify.annotations.NullMarked;
