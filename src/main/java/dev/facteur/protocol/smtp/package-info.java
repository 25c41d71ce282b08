/// SMTP by RFC 5321 and its extensions, both sides: framing, commands, replies, the client's
/// conversation.
@NullMarked
package dev.facteur.protocol.smtp;

import org.jspecify.annotations.NullMarked;
