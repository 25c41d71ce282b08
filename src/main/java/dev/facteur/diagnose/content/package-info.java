/// What a spam filter of the operator's own thinks of a mail: rspamd or SpamAssassin, asked over
/// the network, and its rules in words. Only where `facteur.toml` names one; it sees whole mails.
@NullMarked
package dev.facteur.diagnose.content;

import org.jspecify.annotations.NullMarked;
