/// Certificates and TLS contexts, both sides.
@NullMarked
package dev.facteur.platform.tls;

import org.jspecify.annotations.NullMarked;
