/// What a receiver found out about where a mail comes from, as it writes it into the mail (RFC
/// 8601).
@NullMarked
package dev.facteur.protocol.authres;

import org.jspecify.annotations.NullMarked;
