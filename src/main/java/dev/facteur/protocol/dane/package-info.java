/// DANE for SMTP (RFC 7672): whether a server shows the certificate that DNS promises.
@NullMarked
package dev.facteur.protocol.dane;

import org.jspecify.annotations.NullMarked;
