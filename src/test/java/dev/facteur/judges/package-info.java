/// Other people's judges of mail, rspamd, OpenDKIM and OpenDMARC, beside our own, on the same mails
/// and the same names.
@NullMarked
package dev.facteur.judges;

import org.jspecify.annotations.NullMarked;
