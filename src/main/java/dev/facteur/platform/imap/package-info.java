/// Reading a mailbox by IMAP (RFC 9051): inside verified TLS only, and with limits on whatever the
/// server says.
@NullMarked
package dev.facteur.platform.imap;

import org.jspecify.annotations.NullMarked;
