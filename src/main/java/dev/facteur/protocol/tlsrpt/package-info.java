/// Reports on TLS between mail servers (RFC 8460): who asks for them.
@NullMarked
package dev.facteur.protocol.tlsrpt;

import org.jspecify.annotations.NullMarked;
