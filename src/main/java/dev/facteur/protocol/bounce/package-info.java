/// What comes back by mail after a mail was sent: reports about its delivery (RFC 3464, RFC 6533
/// and the many that follow no standard), complaints (RFC 5965), and what machines answer.
@NullMarked
package dev.facteur.protocol.bounce;

import org.jspecify.annotations.NullMarked;
